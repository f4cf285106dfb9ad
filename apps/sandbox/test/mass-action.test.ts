import { expect, it } from 'vitest';
import { startUpstream } from './upstream.ts';

const SMALL = { size: { leads: 3, messages: 0 } };

it('changes many leads by mass action', async () => {
  await using upstream = await startUpstream(SMALL);
  const { leads, tags, pipelineStages, lists } = upstream.world;
  const [one, two, three] = leads.all().map(({ uuid }) => uuid);
  const act = (type: string, filter: object, payload: object = {}) =>
    upstream.ask('PUT', '/leads/api/leads/mass-action', { body: { type, filter, payload } });
  const stage = pipelineStages.all()[4]?.uuid;
  const list = lists.insert().uuid;
  const tag = tags.all()[3]?.uuid;

  await act('contact_change_pipeline_stage', { ids: [one] }, { pipeline_stage_uuid: stage });
  await act('contact_change_list', { all: true, excludeIds: [one] }, { list_uuid: list });
  await act('contact_replace_tags', { all: true }, { tag_uuids: [tag] });
  await act('contact_remove_tags', { ids: [two] }, { tag_uuid: tag });
  await act('contact_delete', { ids: [three] });

  expect(leads.all().map(({ uuid }) => uuid)).toEqual([one, two]);
  expect(leads.all()).toMatchObject([
    { pipeline_stage_uuid: stage, tags: [tag] },
    { list_uuid: list, tags: [] },
  ]);
  expect(leads.get(one ?? '')?.list_uuid).not.toBe(list);
  const unknown = await act('contact_change_pipeline_stage', { ids: [one] }, { pipeline_stage_uuid: list });
  expect(unknown.status).toBe(422);
});
