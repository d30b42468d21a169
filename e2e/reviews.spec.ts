import { expect, level2, test } from './support'
import type { Page } from '@playwright/test'

test.use({ own: 'reviews' })

const flash = (page: Page, text: string | RegExp) => expect(page.getByText(text).first()).toBeVisible()

test('A second person accepts objectives, and returns one with a reason @walk', async ({ lead: page, muster }) => {
  const at = await level2(page, muster)
  await page.goto(at)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reviews' }).click()
  await page.getByRole('link', { name: 'Review what waits' }).click()
  const heading = page.getByRole('heading', { level: 1 })
  const requirement = (await heading.locator('code').textContent())!
  const first = page.locator('section.panel').filter({ has: page.getByRole('radio', { name: /^Return/ }) }).first()
  const objective = (await first.locator('h2 code').textContent())!

  await first.getByRole('radio', { name: /^Return/ }).check()
  await page.getByRole('button', { name: 'Accept the rest and go on' }).click()
  await expect(page.getByText('Say why it comes back').first()).toBeVisible()
  await page.getByLabel(`Reason for returning ${objective}`).fill('The list is of last year.')
  await page.getByRole('button', { name: 'Accept the rest and go on' }).click()

  await expect(heading.locator('code')).not.toHaveText(requirement)
  await flash(page, new RegExp(`^${requirement}: .*1 returned`))
  await page.goto(`${at}/reviews?state=returned`)
  await page.getByRole('link', { name: objective, exact: true }).click()
  await expect(page.getByText('The list is of last year.').first()).toBeVisible()
  await page.goto(at)
  await expect(page.getByText(/returned 2, changed since 1/)).toBeVisible()
})

test('Intervals are set for many, and a review is put on record @walk', async ({ lead: page, muster }) => {
  const at = await level2(page, muster)
  await page.goto(`${at}/review-days`)
  const boxes = page.locator('tbody input[type=checkbox]')
  await boxes.nth(0).check()
  await boxes.nth(1).check()
  await page.getByLabel('The selected are reviewed').selectOption({ label: 'Every so many months' })
  await page.getByLabel('Months', { exact: true }).fill('37')
  await page.getByRole('button', { name: 'Save their interval' }).click()
  await expect(page.getByText('Enter 1 to 12 months').first()).toBeVisible()
  await page.getByLabel('Months', { exact: true }).fill('7')
  await page.getByRole('button', { name: 'Save their interval' }).click()
  await flash(page, '2 requirements have another interval.')

  await page.getByRole('link', { name: /^Record of/ }).first().click()
  await page.getByRole('radio', { name: 'Needs work' }).check()
  await page.getByLabel('Notes').fill('Two accounts are left over.')
  await page.getByRole('button', { name: 'Put it on record' }).click()
  await flash(page, /is on record. Give somebody the work as a task/)
  await page.getByRole('link', { name: 'Give the work as a task' }).first().click()
  await expect(page.getByLabel('Particulars')).toHaveValue('Two accounts are left over.')
})

test('A task is given for a milestone, and stands on both sides @walk', async ({ lead: page, muster }) => {
  const at = await level2(page, muster)
  await page.goto(`${at}/poams?requirement=3.6.3`)
  await page.locator('#results tbody th a').first().click()
  await page.waitForURL(/\/poams\/[0-9a-f-]{36}/)
  const item = new URL(page.url()).pathname
  await page.getByRole('link', { name: /^New task/ }).first().click()
  await expect(page.getByText('About the milestone')).toBeVisible()
  await page.getByLabel('Task', { exact: true }).fill('Ask three vendors for the filter')
  await page.getByRole('button', { name: 'Give the task' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ask three vendors for the filter')
  await page.locator('dd a[href*="/poams/"]').click()
  await expect(page).toHaveURL(url => url.pathname === item)
  await expect(page.getByRole('link', { name: 'Ask three vendors for the filter' })).toBeVisible()
})

test('Reviewing goes by keys @js', async ({ lead: page, muster }) => {
  const at = await level2(page, muster)
  await page.goto(at)
  await page.keyboard.press('g')
  await page.keyboard.press('v')
  await expect(page).toHaveURL(/\/reviews$/)
  await page.getByRole('link', { name: 'Review what waits' }).click()
  const heading = page.getByRole('heading', { level: 1 }).locator('code')
  const before = (await heading.textContent())!
  await page.keyboard.press('r')
  await expect(page.getByRole('radio', { name: /^Return/ }).first()).toBeChecked()
  await page.reload()
  await page.locator('h1').click()
  await page.keyboard.press('a')
  await expect(heading).not.toHaveText(before)
})
