import { imported } from './tables'
import { expect, test } from './support'

test.use({ own: 'completed' })

/** The day so many days from now, in so many years. */
function day(days: number, years = 0): string {
  const found = new Date(Date.now() + days * 24 * 60 * 60 * 1000)
  found.setUTCFullYear(found.getUTCFullYear() + years)
  return found.toISOString().slice(0, 10)
}

test('Level 2 is completed as Conditional, and its clocks stand in the calendar @walk', async ({ lead, muster }) => {
  await imported(lead, muster, 'Objectives and findings', 'Requirement,Result\n3.5.3,Met\n3.11.2,Met\n')
  await expect(lead.getByText('2 of 2 rows changed something.')).toBeVisible({ timeout: 20_000 })

  await lead.goto(`${muster.address}/o/contoso/assessments`)
  const at = muster.address + await lead.locator('#main td a').filter({ hasText: 'Level 2' }).first().getAttribute('href')
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
    ['retention', day(0, 6), 'Conditional Level 2 (Self)'],
    ['status', day(-82, 1), 'Final Level 1 (Self)'],
    ['retention', day(-82, 6), 'Final Level 1 (Self)'],
  ]
  for (const [kind, on, status] of clocks) {
    await lead.goto(`${muster.address}/o/contoso/calendar/list?month=${on.slice(0, 7)}&kind=${kind}`)
    await expect(lead.getByRole('row').filter({ hasText: on }).filter({ hasText: status })).toHaveCount(1)
  }
})
