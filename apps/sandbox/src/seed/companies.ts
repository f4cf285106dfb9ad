import { faker } from '@faker-js/faker/locale/en';
import type { World } from '../world.ts';
import { ago, DAY } from './time.ts';

const INDUSTRIES = [
  'Software Development',
  'Logistics',
  'Financial Services',
  'Medical Devices',
  'Retail',
  'E-Learning',
];
const RANGES = ['11-50', '51-200', '201-500', '501-1000', '1001-5000'];

export function seedCompanies(world: World, count: number): void {
  const stages = world.pipelineStages.all().filter(({ object }) => object === 'company');
  for (let index = 0; index < count; index++) {
    const name = faker.company.name();
    const slug = name.toLowerCase().replace(/[^a-z]+/g, '-');
    const created = faker.number.int({ min: DAY, max: 350 * DAY });
    world.companies.insert({
      name,
      domain: `${slug}.example`,
      website: `https://www.${slug}.example`,
      ln_id: String(1_000_000 + index),
      linkedin: slug,
      industry: faker.helpers.arrayElement(INDUSTRIES),
      employees_range: faker.helpers.arrayElement(RANGES),
      employees_on_linkedin: faker.number.int({ min: 11, max: 4_000 }),
      followers: faker.number.int({ min: 100, max: 90_000 }),
      year_established: faker.number.int({ min: 1960, max: 2024 }),
      tagline: faker.company.catchPhrase(),
      hq_location: [{ address_string: `${faker.location.city()}, ${faker.location.country()}` }],
      deal_size: faker.helpers.maybe(() => faker.number.int({ min: 5, max: 60 }) * 1_000) ?? null,
      lists: world.lists
        .all()
        .slice(0, 1)
        .map(({ uuid }) => uuid),
      pipeline_stage_uuid: faker.helpers.arrayElement(stages).uuid,
      linkedin_status: 'ok',
      created_at: ago(created),
      updated_at: ago(created / 2),
    });
  }
}
