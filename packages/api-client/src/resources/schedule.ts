/** When a sender works. */
export interface Schedule {
  timezone: string | null;
  use_lead_timezone?: boolean | null;
  timeblocks: ScheduleTimeblock[] | null;
}

/** Working hours on one day of the week. */
export interface ScheduleTimeblock {
  /** Day of the week, 0 is Sunday. */
  dow: number;
  /** Minutes after midnight. */
  min: number;
  max: number;
}
