/** Nobody has taken the send over, and it is not known to be sent. */
const HELD = `id = :id AND token = :token AND state <> 'sent'`;

/** An attempt under way may leave as late as now. An earlier one may have been recorded by a better clock: the first is only taken back. */
const MAY_LEAVE_NOW = `
  first_attempt_at = first_attempt_at - CASE state WHEN 'pending' THEN max(0, :aheadMs) ELSE 0 END,
  last_attempt_at = last_attempt_at + CASE state WHEN 'pending' THEN :settlesAt - settles_at - :aheadMs ELSE 0 END,
  settles_at = CASE state WHEN 'pending' THEN :settlesAt ELSE settles_at END`;

export const ATTEMPT = `
  UPDATE sends SET state = 'pending', last_attempt_at = :attemptedAt, lease_until = :leaseUntil, settles_at = :settlesAt
  WHERE ${HELD}`;

export const CLAIM = `
  UPDATE sends SET uuid = :uuid
  WHERE id = :id AND NOT EXISTS (SELECT 1 FROM sends WHERE account = :account AND uuid = :uuid AND id <> :id)`;

/** Even where the send is no longer known: it was given up for dead, and freed by who took it over. */
export const CONFIRM = `
  INSERT INTO sends
  VALUES (:id, :account, :thread, :fingerprint, 'sent', :token, 0, 0, :expiresAt, :attemptedAt, :attemptedAt, :uuid)
  ON CONFLICT (id) DO UPDATE SET state = 'sent', uuid = :uuid, expires_at = :expiresAt
  WHERE state <> 'sent' AND fingerprint = :fingerprint`;

export const REFUSE = `DELETE FROM sends WHERE ${HELD}`;

export const LEAVE = `UPDATE sends SET ${MAY_LEAVE_NOW}, state = 'unconfirmed', lease_until = 0 WHERE ${HELD}`;

export const RENEW = `UPDATE sends SET ${MAY_LEAVE_NOW}, lease_until = :leaseUntil WHERE ${HELD}`;
