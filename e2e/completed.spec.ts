import { imported } from './tables'
import { day, expect, level2, test } from './support'

test.use({ own: 'completed' })

/** The same day so many years later; of February 29, where there is none, the 28th. */
function later(from: string, years: number): string {
  const found = new Date(from)
  const month = found.getUTCMonth()
  found.setUTCFullYear(found.getUTCFullYear() + years)
  if (found.getUTCMonth() !== month) found.setUTCDate(0)
  return found.toISOString().slice(0, 10)
}

test('Level 2 is completed as Conditional, and its clocks stand in the calendar @walk', async ({ lead, muster }) => {
  await imported(lead, muster, 'Objectives and findings', 'Requirement,Result\n3.5.3,Met\n3.11.2,Met\n')
  await expect(lead.getByText('2 of 2 rows changed something.')).toBeVisible({ timeout: 20_000 })

  const at = await level2(lead, muster)
  await lead.goto(`${at}/complete`)
  await expect(lead.getByRole('region', { name: 'What will be kept' })).toContainText('Conditional Level 2 (Self)')
  await lead.getByLabel('Completed on').fill(day(0))
  await lead.getByRole('button', { name: 'Complete and lock' }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('There is a problem')
  await lead.getByLabel('Name of the lead').fill('Dana Whitfield')
  await lead.getByRole('button', { name: 'Complete and lock' }).click()
  await expect(lead).toHaveURL(at)
  await expect(lead.getByText('Status reached')).toBeVisible()

  // What begins today, and what began when the demonstration completed its Level 1.
  const clocks = [
    ['closeout', day(180), 'Conditional Level 2 (Self)'],
    ['affirmation', day(0), 'Conditional Level 2 (Self)'],
    ['retention', later(day(0), 6), 'Conditional Level 2 (Self)'],
    ['status', later(day(-82), 1), 'Final Level 1 (Self)'],
    ['retention', later(day(-82), 6), 'Final Level 1 (Self)'],
  ]
  for (const [kind, on, status] of clocks) {
    await lead.goto(`${muster.address}/o/contoso/calendar/list?month=${on.slice(0, 7)}&kind=${kind}`)
    await expect(lead.getByRole('row').filter({ hasText: on }).filter({ hasText: status })).toHaveCount(1)
  }
})
