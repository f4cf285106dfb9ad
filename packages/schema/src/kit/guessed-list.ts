import { countRows, type FilterValue, type ListParams, type Page } from '@getsales-gateway/api-client';
import type { Context } from '../context.ts';
import { isUuid, toLowerCase } from '../global-id.ts';
import { isRefusal } from '../planner/batch.ts';
import type { Row } from '../relay/list-source.ts';
import { pageOfRows, smallCollection } from '../small-collection.ts';

/** A UUID that nothing has. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

type Params<Key extends string> = ListParams & { filter?: { [K in Key]?: FilterValue } };

type List<T, Key extends string> = (params: Params<Key>, form: { isProbe: boolean }) => Promise<Page<T>>;

interface Options<T, Key extends string> {
  /** Key under which it is stored that the filter is honoured. */
  name: string;
  /** The filter key, which is the field of a row too. */
  key: Key;
  list: (context: Context) => List<T, Key>;
}

/**
 * A list whose filter by `key` no reference lists, as `hasMany` asks for it. A window whose rows are all of the parents asked for is
 * believed where it holds the whole list, or where the filter is known to leave out others. An upstream that ignores the filter has
 * its list read whole, once for each operation.
 */
export function guessedList<T extends Row & { created_at: string | null }, const Key extends string>(
  options: Options<T & { [K in Key]: string | null }, Key>,
) {
  type Owned = T & { [K in Key]: string | null };
  const { name, key } = options;
  const whole = smallCollection<Owned>((context, window) => options.list(context)(window, { isProbe: false }));

  return (context: Context) => {
    const list = options.list(context);
    const { batches } = context.api.findings;
    const isKnown = () => batches.get(name)?.isHonoured === true;

    async function isIgnored(page: Page<Owned>, asked: ReadonlySet<string>, { order_field, order_type }: ListParams) {
      if (page.data.some((row) => !isOf(row[key], asked))) return true;
      if (isKnown() || page.total === countRows(page) || countRows(page) === 0) return false;
      const filter: Params<Key>['filter'] = {};
      Object.assign(filter, { [key]: NOBODY });
      const nothing = await list({ filter, limit: 1, offset: 0, order_field, order_type }, { isProbe: false });
      if (countRows(nothing) > 0) return true;
      batches.set(name, { isHonoured: true, holdsUntilMs: Number.POSITIVE_INFINITY });
      return false;
    }

    return async (params: Params<Key>, form: { isProbe: boolean }): Promise<Page<Owned>> => {
      const asked = new Set([params.filter?.[key] ?? []].flat().map(String).map(toLowerCase));
      // Several parents at once are a guess of the planner, which judges the answer itself.
      if (asked.size > 1) return list(params, form);
      const page = await list(params, { isProbe: !isKnown() }).catch((error: unknown) => {
        if (isKnown() || !isRefusal(error)) throw error;
        return undefined;
      });
      if (page && !(await isIgnored(page, asked, params))) return page;
      const rows = await whole.all(context);
      return pageOfRows(
        rows.filter((row) => isOf(row[key], asked)),
        params,
      );
    };
  };
}

function isOf(parent: unknown, asked: ReadonlySet<string>): boolean {
  return isUuid(parent) && asked.has(parent.toLowerCase());
}

/** Asks by a filter that the upstream may not know; where it refuses that, asks without. */
export function guess<T>(ask: () => Promise<T>, without: () => Promise<T>): Promise<T> {
  return ask().catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
    return without();
  });
}
