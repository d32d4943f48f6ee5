/** Every framework a report is made for, by the name that people type. */
import { csf20 } from './csf-2-0.ts';
import type { Framework } from './framework.ts';
import { iso27001 } from './iso27001.ts';
import { owaspNhi2025 } from './owasp-nhi-2025.ts';
import { soc2 } from './soc2.ts';
import { sp800207 } from './sp-800-207.ts';

export const FRAMEWORKS: readonly Framework[] = [owaspNhi2025, csf20, sp800207, soc2, iso27001];
