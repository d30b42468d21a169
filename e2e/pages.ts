import type { Page } from '@playwright/test'
import type { Muster } from './support'

/** The main pages of somebody who is signed in, by name; the rest of an address is found on the pages themselves. */
export async function mainPages(page: Page, muster: Muster): Promise<[string, string][]> {
  const org = `${muster.address}/o/contoso`
  await page.goto(`${org}/assessments`)
  const assessment = await hrefOf(page, '#main td a', 'Level 2')
  await page.goto(`${org}/evidence`)
  const evidence = await hrefOf(page, '#results tbody th a')
  const at = muster.address + assessment
  return [
    ['overview', at], ['requirements', `${at}/requirements`], ['requirement', `${at}/requirements/3.1.1`],
    ['workbench', `${at}/work/3.1.1/a`], ['choosing evidence', `${at}/work/3.1.1/a/evidence`],
    ['score sheet', `${at}/score`], ['assessments', `${org}/assessments`],
    ['start an assessment', `${org}/assessments/new`], ['evidence', `${org}/evidence`],
    ['evidence item', muster.address + evidence], ['add evidence', `${org}/evidence/new`], ['people', `${org}/people`],
    ['tasks', `${org}/tasks`], ['my work', `${org}/tasks/mine`], ['give a task', `${org}/tasks/new`],
    ['catalogue', `${org}/catalogue`], ['catalogue, Level 2', `${org}/catalogue/level-2`], ['trail', `${org}/trail`],
    ['verified trail', `${org}/trail/verify`],
    ['organisation settings', `${org}/settings`], ['settings', `${muster.address}/settings`],
    ['keyboard', `${muster.address}/help/keys`],
    ['keys', `${muster.address}/settings/keyboard`],
    ['sessions', `${muster.address}/account/security/sessions`],
  ]
}

async function hrefOf(page: Page, selector: string, text = ''): Promise<string> {
  return (await page.locator(selector).filter({ hasText: text }).first().getAttribute('href'))!
}
