// Which script makes which file.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as accessTokens from './access-tokens.mjs';
import * as feed from './feed.mjs';
import * as feedKeys from './feed-keys.mjs';
import * as opaqueTokens from './opaque-tokens.mjs';
import * as refresh from './refresh.mjs';
import * as targets from './targets.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'vectors');

const made = {
  'access-tokens.json': accessTokens,
  'feed.json': feed,
  'feed-keys.json': feedKeys,
  'opaque-tokens.json': opaqueTokens,
  'refresh.json': refresh,
  'targets.json': targets,
};

export const files = Object.entries(made).map(([name, { generate }]) =>
  ({ name, path: join(folder, name), make: () => layout(generate()) }));

/** One vector on a line, so that a change of one is a line in a diff. */
const layout = (value) => {
  const members = Object.entries(value).map(([name, member]) => Array.isArray(member)
    ? `  ${JSON.stringify(name)}: [\n${member.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`
    : `  ${JSON.stringify(name)}: ${JSON.stringify(member)}`);
  return `{\n${members.join(',\n')}\n}\n`;
};
