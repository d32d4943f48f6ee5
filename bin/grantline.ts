#!/usr/bin/env tsx
/** Entry of the CLI: `npx grantline …`. */
import { createCli } from './compose.ts';
import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), createCli());
