import type { Schedule, ScheduleTimeblock } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { flag } from '../wire.ts';

const SendingScheduleTimeblock = builder.objectRef<ScheduleTimeblock>('SendingScheduleTimeblock').implement({
  description: 'A time span on a day of the week.',
  fields: (t) => ({
    dow: t.exposeInt('dow', { description: 'Day of the week: 0 is Sunday.' }),
    min: t.exposeInt('min', { description: 'Start, in minutes after midnight.' }),
    max: t.exposeInt('max', { description: 'End, in minutes after midnight.' }),
  }),
});

export const SendingSchedule = builder.objectRef<Schedule>('SendingSchedule').implement({
  description: 'The hours in which messages are sent.',
  fields: (t) => ({
    timezone: t.exposeString('timezone', { description: 'IANA name of the time zone of the schedule.' }),
    useLeadTimezone: t.field(flag('use_lead_timezone', "Whether the lead's own time zone is used where it is known.")),
    timeblocks: t.field({
      type: [SendingScheduleTimeblock],
      description: 'The hours, day by day.',
      resolve: (schedule) => schedule.timeblocks,
    }),
  }),
});
