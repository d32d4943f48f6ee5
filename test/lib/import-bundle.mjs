/**
 * Run in a process of its own: imports one bundle as the Lambda runtime does, then what it loads on demand, and says what that
 * touched. Calls of the network throw; reads of the environment are listed.
 */
import dns from 'node:dns';
import net from 'node:net';
import { pathToFileURL } from 'node:url';

const touched = [];
const refuse = (what) => () => {
  touched.push(what);
  throw new Error(`${what} at import`);
};
globalThis.fetch = refuse('fetch');
net.Socket.prototype.connect = refuse('socket');
dns.lookup = refuse('lookup');

const { env } = process;
Object.defineProperty(process, 'env', {
  value: new Proxy(env, {
    get(target, name) {
      if (typeof name === 'string') touched.push(`variable ${name}`);
      return target[name];
    },
    has(target, name) {
      touched.push(`variable ${String(name)}`);
      return name in target;
    },
    ownKeys(target) {
      touched.push('all variables');
      return Reflect.ownKeys(target);
    },
  }),
});

const [entry, ...onDemand] = process.argv.slice(2).map((file) => pathToFileURL(file).href);
const { handler } = await import(entry);
for (const file of onDemand) await import(file);
// What an import leaves behind would run by now.
setImmediate(() => {
  process.stdout.write(JSON.stringify({ handler: typeof handler, touched }));
});
