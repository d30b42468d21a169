import { expect, test, type Muster } from './support'
import type { Page } from '@playwright/test'

async function level2(page: Page, muster: Muster): Promise<string> {
  await page.goto(`${muster.address}/o/contoso/assessments`)
  return muster.address + await page.locator('#main td a').filter({ hasText: 'Level 2' }).first().getAttribute('href')
}

test('Fixes are ticked, what they come to is shown, two plans are kept and compared @walk', async ({ lead, muster, javaScriptEnabled }) => {
  const at = await level2(lead, muster)
  await lead.goto(`${at}/plans`)
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('What if')
  const first = lead.locator('#bench input[type=checkbox]').first()
  const id = await first.getAttribute('value')
  await first.check()
  if (!javaScriptEnabled) await lead.getByRole('button', { name: 'Show what this comes to' }).click()
  await expect(lead.locator('#figures')).toContainText('Fixes1')
  await expect(lead).toHaveURL(new RegExp(`fix=${id}`))

  await lead.getByRole('button', { name: 'Keep this plan' }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('Give the plan a name.')
  await lead.getByLabel('Name of the plan').fill('The first one')
  await lead.getByRole('button', { name: 'Keep this plan' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('What if: The first one')
  await expect(lead.locator(`#bench input[value="${id}"]`)).toBeChecked()

  await lead.getByRole('link', { name: 'Begin another' }).click()
  await lead.getByRole('link', { name: /^Tick these/ }).first().click()
  await lead.getByLabel('Name of the plan').fill('The cheapest')
  await lead.getByRole('button', { name: 'Keep this plan' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('What if: The cheapest')
  await lead.getByLabel('Plan', { exact: true }).selectOption('The first one')
  await lead.getByLabel('Beside', { exact: true }).selectOption('The cheapest')
  await lead.getByRole('button', { name: 'Compare' }).click()
  await expect(lead.getByRole('region', { name: 'What they come to' })).toContainText('Status then')
  await expect(lead.getByRole('columnheader', { name: 'The cheapest' }).first()).toBeVisible()
})

test('A plan is removed, and its ticks are still there', async ({ lead, muster }) => {
  const at = await level2(lead, muster)
  await lead.goto(`${at}/plans`)
  await lead.locator('#bench input[type=checkbox]').first().check()
  await lead.getByRole('button', { name: 'Show what this comes to' }).click()
  await expect(lead).toHaveURL(/fix=/)
  await expect(lead.locator('#figures')).toContainText('Fixes1')
  await expect(lead.locator('#bench input[type=checkbox]').first()).toBeChecked()
  await lead.getByLabel('Name of the plan').fill('Plain')
  await lead.getByRole('button', { name: 'Keep this plan' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('What if: Plain')
  await lead.getByRole('button', { name: 'Remove this plan' }).click()
  await expect(lead.getByText('is removed').first()).toBeVisible()
  await expect(lead.locator('#bench input[type=checkbox]').first()).toBeChecked()
})
