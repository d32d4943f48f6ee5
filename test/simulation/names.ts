/** Names that a run uses all over. */
export const TENANT = { vendor: 'github', tenant: '9001' } as const;

/** The credential of every session: it must never be seen anywhere else. */
export const CANARY = 'canary-7f3c-of-the-run';

export const PEOPLE = ['ann@example.com', 'bo@example.com', 'cy@example.com'] as const;
export const APPS = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8'] as const;
export const SCOPES = ['metadata:read', 'contents:read', 'secrets:write', 'odd:write'] as const;
