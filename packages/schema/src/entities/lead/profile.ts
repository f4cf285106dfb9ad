import type {
  LeadEducation as EducationRow,
  LeadExperience as ExperienceRow,
  LeadPost as PostRow,
} from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { dateTime } from '../../wire.ts';

export const LeadExperience = builder.objectRef<ExperienceRow>('LeadExperience').implement({
  description: 'A position that a lead holds or held, as the LinkedIn profile says.',
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Job title.' }),
    company: t.exposeString('company', { description: 'Name of the employer.' }),
    startDate: t.exposeString('start_date', { description: 'When it began, such as `2022-01`.' }),
    endDate: t.exposeString('end_date', { description: 'When it ended; null while it lasts.' }),
  }),
});

export const LeadEducation = builder.objectRef<EducationRow>('LeadEducation').implement({
  description: "An entry of a lead's education, as the LinkedIn profile says.",
  fields: (t) => ({
    school: t.exposeString('school', { description: 'Name of the school.' }),
    degree: t.exposeString('degree', { description: 'Degree, such as `BSc`.' }),
    fieldOfStudy: t.exposeString('field_of_study', { description: 'Field of study.' }),
    startYear: t.string({ description: 'Year it began.', resolve: (education) => toText(education.start_year) }),
    endYear: t.string({ description: 'Year it ended.', resolve: (education) => toText(education.end_year) }),
  }),
});

export const LeadPost = builder.objectRef<PostRow>('LeadPost').implement({
  description: 'A LinkedIn post by a lead.',
  fields: (t) => ({
    content: t.exposeString('content', { description: 'Text of the post.' }),
    date: t.field(dateTime('date', 'When it was posted.')),
  }),
});

function toText(wire: string | number | null): string | null {
  return wire == null ? null : String(wire);
}
