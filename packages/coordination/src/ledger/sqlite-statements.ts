/** Nobody has taken the send over, and it is not known to be sent. */
const HELD = `id = :id AND token = :token AND state <> 'sent'`;

/** An attempt under way may leave as late as now. The first of several may have been recorded by a better clock: where it is dated it is only taken back. */
const MAY_LEAVE_NOW = `
  first_attempt_at = first_attempt_at - CASE WHEN state <> 'pending' THEN 0 WHEN dated THEN max(0, :aheadMs) ELSE :aheadMs END,
  last_attempt_at = last_attempt_at + CASE state WHEN 'pending' THEN :settlesAt - settles_at - :aheadMs ELSE 0 END,
  settles_at = CASE state WHEN 'pending' THEN :settlesAt ELSE settles_at END`;

export const ATTEMPT = `
  UPDATE sends SET state = 'pending', lease_until = :leaseUntil, settles_at = :settlesAt, last_attempt_at = :attemptedAt,
    first_attempt_at = CASE WHEN dated THEN first_attempt_at ELSE :attemptedAt - :settleMs END, dated = 1
  WHERE ${HELD}`;

export const CLAIM = `
  UPDATE sends SET uuid = :uuid
  WHERE id = :id AND NOT EXISTS (SELECT 1 FROM sends WHERE account = :account AND uuid = :uuid AND id <> :id)`;

export const OTHER_OWNER = `SELECT 1 FROM sends WHERE account = ? AND uuid = ? AND id <> ?`;

/** Even where the send is no longer known: it was given up for dead, and freed by who took it over. */
export const CONFIRM = `
  INSERT INTO sends
  VALUES (:id, :account, :thread, :fingerprint, 'sent', :token, 0, 0, :expiresAt, :attemptedAt, :attemptedAt, :uuid, 1)
  ON CONFLICT (id) DO UPDATE SET state = 'sent', uuid = :uuid, expires_at = :expiresAt
  WHERE state <> 'sent' AND fingerprint = :fingerprint`;

export const REFUSE = `DELETE FROM sends WHERE ${HELD}`;

export const LEAVE = `
  UPDATE sends SET ${MAY_LEAVE_NOW}, dated = max(dated, state = 'pending' AND :isKnown),
    state = 'unconfirmed', lease_until = 0
  WHERE ${HELD}`;

export const RENEW = `UPDATE sends SET ${MAY_LEAVE_NOW}, lease_until = :leaseUntil WHERE ${HELD}`;
