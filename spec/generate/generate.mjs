// node spec/generate/generate.mjs: writes spec/vectors/ anew.
import { writeFileSync } from 'node:fs';
import { files } from './files.mjs';

for (const { name, path, make } of files) {
  writeFileSync(path, make());
  console.log(`spec/vectors/${name} written`);
}
