// Starts fauxqs on loopback alone: its own command binds every interface. FAUXQS_PORT is the port (default 4566; 0 takes a free one, which the line
// "ready URL" tells). With --until-stdin-closes it also ends with the process that started it, however that one ends.
import { buildApp } from 'fauxqs';

const app = buildApp({ logger: false });
const url = await app.listen({ port: Number(process.env.FAUXQS_PORT ?? 4566), host: '127.0.0.1' });
console.log(`ready ${url}`);

const stop = () => app.close().then(() => process.exit(0));
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
if (process.argv.includes('--until-stdin-closes')) {
  process.stdin.on('end', stop).resume();
}
