import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';
import { rowWrites } from './row-writes.ts';

/** A stage of the sales pipeline as the upstream sends it. */
export interface PipelineStage {
  uuid: string;
  team_id: number;
  name: string;
  /** `lead` or `company`. */
  object: string;
  /** Known: `custom`, `new`, `approaching`, `engaging`, `replied`. */
  type: string;
  /** Known: `cold`, `engaging`, `positive`, `negative`. */
  category: string;
  order: number;
}

/** A window of the stages for leads or for companies. */
export interface PipelineStageListParams extends ListParams {
  object: 'lead' | 'company';
}

const PATH = '/leads/api/pipeline-stages';

/** Pipeline stages. */
export function pipelineStages(request: Request) {
  return {
    ...rowWrites<PipelineStage>(request, PATH),

    /** This list alone takes its filter as one JSON string, and one source calls it required. */
    list: ({ object, ...query }: PipelineStageListParams) =>
      request(
        {
          method: 'GET',
          path: PATH,
          query: { ...query, filter: JSON.stringify({ object }) },
          isCacheable: true,
        },
        (body) => toPage<PipelineStage>(body),
      ),
  };
}
