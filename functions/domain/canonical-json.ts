/** JSON in the one form that is hashed: RFC 8785 (JSON Canonicalization Scheme), for the values that
 *  Grantline writes. `jq -cS .` makes the same text of them (docs/evidence.md). */
import { ContractError } from './errors.ts';
import { byCodePoint } from './scopes.ts';

/** Half of a surrogate pair: no UTF-8 text holds one, so no two machines would hash it alike. */
const LONE_SURROGATE = /\p{Cs}/u;

/** Names sorted by UTF-16 code units, no blanks, absent values left out.
 *  @throws ContractError for what JSON has no one form of: fractions, lone surrogates, functions */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && !LONE_SURROGATE.test(value)) return JSON.stringify(value);
  if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value);
  throw new ContractError('a value has no canonical JSON form', { facts: { type: typeof value } });
}

function canonicalObject(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([name, member]) => `${canonicalJson(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
