import { z } from 'zod';

const whole = (max: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().max(max, `must be at most ${max}`));

const envSchema = z.object({
  SANDBOX_HOST: z.string().min(1, 'must not be empty').default('127.0.0.1'),
  /** 0: a free port. */
  SANDBOX_PORT: whole(65_535).default(4010),
  SANDBOX_SEED: whole(Number.MAX_SAFE_INTEGER).default(1),
  /** How many leads and messages are seeded. */
  SANDBOX_LEADS: whole(1_000_000).default(300),
  SANDBOX_MESSAGES: whole(4_000_000).default(3_000),
  SANDBOX_ALIVE: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((word) => word === 'true'),
});

export type Env = z.infer<typeof envSchema>;

/** Reads the sandbox's own variables only. @throws {Error} one message with every fault. */
export function readEnv(variables: NodeJS.ProcessEnv): Env {
  const result = envSchema.safeParse(variables);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `  ${path.join('.')} ${message}`);
  throw new Error(['The sandbox cannot start:', ...faults].join('\n'));
}
