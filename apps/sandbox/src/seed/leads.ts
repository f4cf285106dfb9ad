import { faker } from '@faker-js/faker/locale/en';
import type { Company, Lead } from '@getsales-gateway/api-client';
import type { World } from '../world.ts';
import { ago, DAY, HOUR, moment, SEEDED_UNTIL, wholeSecond } from './time.ts';

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

const POSITIONS = [
  'Head of Customer Success',
  'Chief Operating Officer',
  'VP Sales',
  'Onboarding Manager',
  'Founder',
  'Director of Operations',
  'Product Lead',
  'Head of Implementation',
];

/** Most leads came by a few imports, each in one second, so that their times are equal; the others came one by one. */
export function seedLeads(world: World, count: number): void {
  const imports = [310, 245, 200, 160, 120, 45].map((days) => wholeSecond(SEEDED_UNTIL - days * DAY));
  const rows = Array.from({ length: count }, (_, index) => {
    const single = moment(SEEDED_UNTIL - faker.number.int({ min: HOUR, max: 90 * DAY }));
    return toLead(world, index, faker.datatype.boolean(0.6) ? faker.helpers.arrayElement(imports) : single);
  });
  for (const row of rows.toSorted((a, b) => String(a.created_at).localeCompare(String(b.created_at)))) {
    world.leads.insert(row);
  }
}

function toLead(world: World, index: number, created_at: string): Partial<Lead> {
  const first_name = faker.person.firstName();
  const last_name = faker.person.lastName();
  const company = faker.helpers.maybe(() => faker.helpers.arrayElement(world.companies.all()), {
    probability: world.companies.size > 0 ? 0.92 : 0,
  });
  const position = faker.helpers.arrayElement(POSITIONS);
  const nickname = `${first_name}-${last_name}-${index.toString(36).padStart(3, '0')}`
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '');
  return {
    name: `${first_name} ${last_name}`,
    first_name,
    last_name,
    position,
    ...employment(company, position, first_name),
    ...linkedin(nickname, index),
    list_uuid: faker.helpers.arrayElement(world.lists.all()).uuid,
    tags: faker.helpers.arrayElements(world.tags.all(), { min: 0, max: 3 }).map(({ uuid }) => uuid),
    pipeline_stage_uuid: world.pipelineStages.all()[0]?.uuid ?? null,
    custom_fields: faker.datatype.boolean(0.3)
      ? { Source: 'Webinar', Seats: faker.number.int({ min: 5, max: 400 }) }
      : {},
    created_at,
    updated_at: created_at,
  };
}

function employment(company: Company | undefined, position: string, first_name: string): Partial<Lead> {
  if (company === undefined) return { headline: `${position}, between jobs`, email_status: 'no_data' };
  const { domain } = company;
  const work_email = faker.datatype.boolean(0.7) ? `${first_name}@${domain}`.toLowerCase() : null;
  return {
    company_name: company.name,
    company_uuid: company.uuid,
    company_ln_id: company.ln_id === null ? null : String(company.ln_id),
    headline: `${position} at ${company.name}`,
    work_email,
    work_email_domain: work_email && domain,
    email_status: work_email === null ? 'no_data' : 'ok',
    experience: [{ title: position, company: company.name, start_date: '2023-04', end_date: null }],
  };
}

function linkedin(nickname: string, index: number): Partial<Lead> {
  const id = faker.string.alphanumeric(28);
  return {
    linkedin: nickname,
    ln_member_id: String(100_200_300 + index),
    ln_id: `ACoAA${id}`,
    sn_id: faker.datatype.boolean(0.5) ? `ACwAA${id}` : null,
    linkedin_status: 'ok',
    avatar_url: `https://cdn.example.com/${nickname}.jpg`,
    connections_number: faker.number.int({ min: 80, max: 4_000 }),
    has_premium: Number(faker.datatype.boolean(0.3)),
    has_open_profile: Number(faker.datatype.boolean(0.2)),
    has_verified_profile: Number(faker.datatype.boolean(0.4)),
    primary_language: 'en',
    supported_languages: ['en'],
    location: [{ address_string: `${faker.location.city()}, ${faker.location.country()}` }],
    skills: ['Customer Success', 'SaaS'],
  };
}
