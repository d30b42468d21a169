import { LEAD, another, comeIn, day, expect, level2, test } from './support'
import type { Locator, Page } from '@playwright/test'

const OWNER = 'priya@contoso.example'

test.use({ own: 'poam' })

const heading = (page: Page) => page.getByRole('heading', { level: 1 })
const summary = (page: Page) => page.locator('.summary[role=alert]')
const steps = (page: Page): Locator => page.locator('ol.steps > li > p')

async function fill(page: Page, responsible: string) {
  await page.getByLabel('Weakness').fill('Nobody but Sam has taken the insider part.')
  await page.getByLabel('Root cause').fill('It was added after the yearly round.')
  await page.getByLabel('Responsible').selectOption({ label: responsible })
  await page.getByLabel('Due', { exact: true }).fill(day(90))
}

/** A button of a milestone; what the milestone is called is there for ears. */
const button = (page: Page, does: string, words: string) =>
  page.getByRole('button', { name: new RegExp(`^${does} ?: ${words}$`) })

async function milestone(page: Page, words: string, due: number) {
  await page.getByLabel('New milestone').fill(words)
  await page.getByLabel('By', { exact: true }).fill(day(due))
  await page.getByRole('button', { name: 'Add the milestone' }).click()
  await expect(steps(page).filter({ hasText: words })).toBeVisible()
}

test('An item is made, its milestones are moved, and a second person closes it @walk', async ({
  page, browser, muster, javaScriptEnabled,
}) => {
  test.setTimeout(120_000)
  await comeIn(page, muster, LEAD)
  const at = await level2(page, muster)
  await page.goto(`${at}/requirements/3.2.3`)
  await page.getByRole('link', { name: 'Add another item' }).click()
  await expect(page.getByLabel('Requirement')).toHaveValue('3.2.3')
  await page.getByRole('button', { name: 'See what it does to the score' }).click()
  await expect(summary(page)).toContainText('There is a problem')
  await fill(page, 'Priya Raman')
  await page.getByLabel('First milestone').fill('The round is ordered')
  await page.getByLabel('Done by').fill(day(10))
  await page.getByRole('button', { name: 'See what it does to the score' }).click()
  await expect(heading(page)).toHaveText('Put 3.2.3 on the POA&M?')
  await expect(page.getByRole('region', { name: 'Before and after' })).toContainText('Score')
  await page.getByRole('button', { name: 'Put it on the POA&M' }).click()
  await expect(page).toHaveURL(/\/poams\/[0-9a-f-]{36}$/)
  await expect(heading(page)).toContainText('3.2.3')
  await expect(page.locator('main')).toContainText('Nobody but Sam has taken the insider part.')
  const item = page.url()

  // Whoever is responsible plans the steps, does them and says so.
  const priya = await another(browser, { javaScriptEnabled })
  await comeIn(priya, muster, OWNER)
  await priya.goto(item)
  await milestone(priya, 'Everybody has taken the part', 75)
  await milestone(priya, 'The records are filed', 80)
  await button(priya, 'Up', 'The records are filed').click()
  await expect(steps(priya).nth(1)).toContainText('The records are filed')
  await button(priya, 'Down', 'The round is ordered').click()
  await expect(steps(priya).first()).toContainText('The records are filed')
  for (const words of ['The records are filed', 'The round is ordered', 'Everybody has taken the part']) {
    await button(priya, 'Done today', words).click()
    await expect(button(priya, 'Not done', words)).toBeVisible()
  }
  await expect(priya.getByText('3 of 3 done')).toBeVisible()
  await priya.getByRole('link', { name: 'Choose evidence' }).click()
  await priya.getByRole('checkbox', { name: /^Link .*training/i }).first().check()
  await priya.getByRole('button', { name: 'Save' }).click()
  await expect(priya.locator('.flash')).toBeVisible()
  await priya.getByRole('link', { name: 'Submit its closure' }).click()
  await priya.getByRole('button', { name: 'Submit for validation' }).click()
  await expect(summary(priya)).toContainText('Say what was done')
  await priya.getByLabel('What was done').fill('All forty have a record of the insider part.')
  await priya.getByRole('button', { name: 'Submit for validation' }).click()
  await expect(priya.locator('main')).toContainText('Somebody else has to validate it.')
  await expect(priya.getByRole('button', { name: /^Validate/ })).toHaveCount(0)

  // A second person validates it, once the requirement is assessed again.
  await page.goto(`${item}/close`)
  await expect(page.getByRole('button', { name: 'Validate and close it' })).toHaveCount(0)
  await page.goto(`${at}/work/3.2.3/b`)
  await page.getByRole('radio', { name: /^Met/ }).check()
  await page.getByLabel('Finding').fill('Forty records, one for each of the staff list.')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.locator('.workbench__text > p').first()).toHaveText(/^\s*Met/)
  await page.goto(item)
  await page.getByRole('link', { name: 'Look at its closure' }).click()
  await expect(page.locator('main')).toContainText('All forty have a record of the insider part.')
  await page.getByRole('button', { name: 'Validate and close it' }).click()
  await expect(page.locator('main')).toContainText('Validated')
  await expect(page.getByText('Closed', { exact: true }).first()).toBeVisible()
  await priya.context().close()
})

test('What the law keeps off is refused with the paragraph and the ways on @walk', async ({ page, muster }) => {
  await comeIn(page, muster, LEAD)
  const at = await level2(page, muster)
  await page.goto(`${at}/poams/new?requirement=3.5.3`)
  await fill(page, 'Lee Ortega')
  await page.getByRole('button', { name: 'See what it does to the score' }).click()
  await expect(page.getByRole('heading', { name: 'The law keeps 3.5.3 off the POA&M' })).toBeVisible()
  await expect(page.locator('main')).toContainText('170.21(a)(2)(ii)')
  await expect(page.getByLabel('Weakness')).toHaveValue('Nobody but Sam has taken the insider part.')
  await expect(page.getByRole('link', { name: 'Fix it' })).toHaveAttribute('href', /\/requirements\/3\.5\.3$/)
  await expect(page.getByRole('link', { name: 'an enduring exception' })).toBeVisible()

  // The one way: a temporary deficiency, which counts from the first review that shows progress.
  await page.getByRole('link', { name: 'a temporary deficiency in an operational plan of action' }).click()
  await expect(heading(page)).toContainText('Operational plan of action for 3.5.3')
  await page.getByLabel('Deficiency').fill('The two servers ask for a password alone since the agent was renewed.')
  await page.getByLabel('Fix').fill('The agent of the month before is put back; Lee does it.')
  await page.getByRole('radio', { name: 'It arose after the requirement had been implemented' }).check()
  await page.getByLabel('First review').fill(day(14))
  await page.getByRole('button', { name: 'See what it does to the score' }).click()
  await page.getByRole('button', { name: 'Record it' }).click()
  await expect(page.locator('.flash')).toContainText('It is recorded for')
  await page.goto(`${at}/deficiencies`)
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: '3.5.3', exact: true }) })
  await expect(row).toContainText('Does not count yet')
  await row.getByRole('link', { name: '3.5.3', exact: true }).click()
  await page.getByRole('link', { name: 'Review it' }).click()
  await page.getByLabel('Day of the review').fill(day(0))
  await page.getByRole('radio', { name: 'Yes' }).check()
  await page.getByLabel('How far it is').fill('One of the two servers asks for the key again.')
  await page.getByLabel('Next review').fill(day(30))
  await page.getByRole('button', { name: 'Record the review' }).click()
  await expect(page.locator('.flash')).toContainText('The review is recorded.')
  await page.goto(`${at}/deficiencies`)
  await expect(row).toContainText('Counts as met')
})

test('An enduring exception is ended, recorded anew, and stands in its register @walk', async ({ page, muster }) => {
  await comeIn(page, muster, LEAD)
  const at = await level2(page, muster)
  await page.goto(`${at}/exceptions`)
  const row = page.getByRole('row', { name: /3\.4\.2/ })
  await expect(row).toContainText('Counts as met')
  await page.getByRole('link', { name: '3.4.2', exact: true }).click()
  await page.getByRole('link', { name: 'End it' }).click()
  await page.getByLabel('Why').fill('The controller was replaced.')
  await page.getByRole('button', { name: 'End it' }).click()
  await expect(page.locator('.flash')).toBeVisible()
  await page.goto(`${at}/exceptions`)
  await expect(row).toHaveCount(0)

  await page.goto(`${at}/requirements/3.4.2`)
  await page.getByRole('link', { name: 'Enduring exception' }).click()
  await page.getByRole('button', { name: 'See what it does to the score' }).click()
  await expect(summary(page)).toContainText('There is a problem')
  await page.getByLabel('Circumstance').fill('The controller of machine 4 takes no settings.')
  await page.getByLabel('Mitigations').fill('It stands behind its own firewall.')
  await page.getByLabel('Where the system security plan describes it').fill('Section 3.4, version 2')
  await page.getByRole('button', { name: 'See what it does to the score' }).click()
  await expect(page.getByRole('region', { name: 'Before and after' })).toContainText('Met')
  await page.getByRole('button', { name: 'Record it' }).click()
  await expect(page.locator('.flash')).toContainText('It is recorded for')
  await page.goto(`${at}/exceptions`)
  await expect(row).toContainText('Counts as met')
})
