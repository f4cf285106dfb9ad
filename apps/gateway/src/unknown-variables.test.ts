import { expect, it } from 'vitest';
import { listVariables } from './env.ts';
import { findMisspelled } from './unknown-variables.ts';

const known = listVariables().map(({ name }) => name);

it.each([
  ['UPSTREAM_REQUEST_PER_MINUTE', 'UPSTREAM_REQUESTS_PER_MINUTE'],
  ['OPERATION_TIMEOUT', 'OPERATION_TIMEOUT_MS'],
  ['GETSALES_KEY', 'GETSALES_API_KEY'],
  ['MAX_ALIASSES', 'MAX_ALIASES'],
  ['LOG_FORMATS', 'LOG_FORMAT'],
  ['log_levels', 'LOG_LEVEL'],
  ['Auth_Mode', 'AUTH_MODE'],
  ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
])('takes %s for %s', (name, meant) => {
  expect(findMisspelled([name], known)).toEqual([{ name, meant }]);
});

it('leaves alone what others use, and what is ours', () => {
  const others = [
    ...[
      'PATH',
      'HOME',
      'HOSTNAME',
      'PWD',
      'SHLVL',
      'LANG',
      'LC_ALL',
      'TERM',
      'TZ',
      'USER',
      'EDITOR',
      'NODE_ENV',
      'NODE_OPTIONS',
    ],
    ...[
      'KUBERNETES_PORT',
      'KUBERNETES_SERVICE_HOST',
      'REDIS_PORT',
      'REDIS_SERVICE_HOST',
      'CI',
      'DEBUG',
      'NO_PROXY',
      'no_proxy',
    ],
    ...['OTEL_SERVICE_NAME', 'GATEWAY_PORT', 'GATEWAY_SERVICE_PORT', 'PORTS', 'HOSTS', 'npm_config_user_agent'],
  ];
  expect(findMisspelled(others, known)).toEqual([]);
  expect(findMisspelled([...known, ...known.map((name) => `${name}_FILE`)], known)).toEqual([]);
});
