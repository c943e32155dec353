// node spec/generate/check.mjs: whether spec/vectors/ is what these scripts make. Exit code 1 if not.
import { readFileSync } from 'node:fs';
import { files } from './files.mjs';

const changed = files.filter(({ path, make }) => readFileSync(path, 'utf8') !== make()).map(({ name }) => `spec/vectors/${name}`);
console.log(changed.length ? `not as generated: ${changed.join(', ')}` : `${files.length} files are as generated`);
process.exitCode = changed.length ? 1 : 0;
