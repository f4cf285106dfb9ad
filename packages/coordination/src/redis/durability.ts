import type { Redis } from 'ioredis';

/**
 * Warns when this Redis may forget a send: it does not persist, it evicts, or it does not tell. To be run at each connection,
 * since it may be another server.
 */
export async function checkDurability(redis: Redis, warn: (message: string) => void): Promise<void> {
  try {
    const [appendOnly, save, policy] = await Promise.all(['appendonly', 'save', 'maxmemory-policy'].map(read));
    if (appendOnly !== 'yes' && save === '')
      warn('Redis does not persist (appendonly no, no save): after its restart a message may be sent twice');
    if (policy !== 'noeviction') warn(`Redis evicts (maxmemory-policy ${policy}): a message may be sent twice`);
  } catch (error) {
    warn(
      `Redis does not tell whether it persists and never evicts (${error instanceof Error ? error.message : error}): check its appendonly and maxmemory-policy`,
    );
  }

  async function read(setting: string): Promise<unknown> {
    const reply: unknown = await redis.config('GET', setting);
    return Array.isArray(reply) ? reply[1] : undefined;
  }
}
