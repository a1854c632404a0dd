// A node's own clock, and the ways in which it is printed. Nodes may disagree: lab 1's secondary
// runs about eleven minutes ahead of its primary.

import { civil, type Instant, MONTHS, pad, WEEKDAYS } from '../kernel/time.ts'

/** `Tue Sep  1 14:45:57 UTC 2020`: su's Last login. `local` is by the node's clock. */
export function loginTime(local: Instant): string {
  const { weekday, month, day, year } = civil(local)
  return `${WEEKDAYS[weekday]} ${MONTHS[month - 1]} ${String(day).padStart(2)} ${clockTime(local)} UTC ${year}`
}

/** `Tue Sep  1 14:45:57 2020`: ctime(3), as Pacemaker prints times. */
export function ctime(local: Instant): string {
  const { weekday, month, day, year } = civil(local)
  return `${WEEKDAYS[weekday]} ${MONTHS[month - 1]} ${String(day).padStart(2)} ${clockTime(local)} ${year}`
}

/** `2020-Sep-02 07:33:32`: dates in the GUI. */
export function guiTime(local: Instant): string {
  const { year, month, day } = civil(local)
  return `${year}-${MONTHS[month - 1]}-${pad(day)} ${clockTime(local)}`
}

/** `Sep  1 14:45:57`: how a line of the system log begins. */
export function syslogTime(local: Instant): string {
  const { month, day } = civil(local)
  return `${MONTHS[month - 1]} ${String(day).padStart(2)} ${clockTime(local)}`
}

/** `2020-09-01 07:58:45.628722+00`: a timestamp of PostgreSQL. The model's time ends at milliseconds; `micros` are the rest. */
export function timestamp(local: Instant, micros: number): string {
  const { year, month, day, millisecond } = civil(local)
  const fraction = `${pad(millisecond, 3)}${pad(micros, 3)}`.replace(/0+$/, '')
  return `${year}-${pad(month)}-${pad(day)} ${clockTime(local)}${fraction === '' ? '' : `.${fraction}`}+00`
}

function clockTime(local: Instant): string {
  const { hour, minute, second } = civil(local)
  return `${pad(hour)}:${pad(minute)}:${pad(second)}`
}
