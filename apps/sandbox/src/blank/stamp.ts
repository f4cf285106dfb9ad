/** What every row has when it is stored. */
export interface Stamp {
  uuid: string;
  team_id: number;
  created_at: string;
  updated_at: string;
}
