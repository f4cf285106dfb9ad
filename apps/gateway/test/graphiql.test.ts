import { schema } from '@getsales-gateway/schema';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { readEnv } from '../src/env.ts';
import { createGraphiQL } from '../src/graphiql.ts';
import { startStack } from './stack.ts';

it('offers example tabs that the graph understands', () => {
  const { defaultTabs = [] } = createGraphiQL(readEnv({}));
  expect(defaultTabs.length).toBeGreaterThan(3);
  for (const { query } of defaultTabs) expect(validate(schema, parse(query ?? ''))).toEqual([]);
});

it('opens with a place for the key where callers bring their own, and keeps no key in the browser', () => {
  const passthrough = createGraphiQL(readEnv({}));
  expect(passthrough.defaultTabs?.[0]?.headers).toContain('Authorization');
  expect(passthrough.shouldPersistHeaders).toBe(false);
  const open = createGraphiQL(readEnv({ AUTH_MODE: 'open', GETSALES_API_KEY: 'key' }));
  expect(open.defaultTabs?.[0]?.headers).toBe('{}');
});

it('serves browsers a page that loads nothing from elsewhere and that nobody can frame', async () => {
  await using stack = await startStack();
  const response = await fetch(stack.url, { headers: { accept: 'text/html' } });
  const page = await response.text();
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('x-frame-options')).toBe('DENY');
  expect(page).toContain('query Inbox');
  expect(page).not.toMatch(/<(script|link|img)[^>]+(src|href)="(https?:)?\/\//);
});
