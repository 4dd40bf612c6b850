// Reads a graph in ELK's JSON from standard input and writes it, laid out, to standard output.
// The first argument is the folder `node_modules` that holds elkjs.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const ELK = createRequire(join(process.argv[2], 'any.js'))('elkjs');
const graph = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(await new ELK().layout(graph)));
