import { mainPages } from './pages'
import { expect, level2, test } from './support'
import type { Page } from '@playwright/test'

/** The field of an action's key, on the page of one's keys. */
const keyFor = (page: Page, does: string) => page.getByLabel(does, { exact: true })

async function useTheUsualKeys(page: Page, address: string) {
  await page.goto(`${address}/settings/keyboard`)
  await page.getByRole('button', { name: 'Use the usual keys again' }).click()
  await expect(page.getByText('Every key is the usual one again.').first()).toBeVisible()
}

test('One chooses one\'s own keys in a plain form, and a conflict is told in words', async ({ lead, muster }) => {
  await lead.goto(`${muster.address}/settings`)
  await lead.getByRole('link', { name: 'Choose your keys' }).click()
  await keyFor(lead, 'Next objective that is not assessed').fill('m')
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('m already does “Met”.')
  await expect(keyFor(lead, 'Next objective that is not assessed')).toHaveValue('m')

  await keyFor(lead, 'Met').fill('y')
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.getByText('Your keys are saved.').first()).toBeVisible()
  await expect(keyFor(lead, 'Met')).toHaveValue('y')

  await lead.goto(`${muster.address}/help/keys`)
  await expect(lead.getByRole('row', { name: /^y Met$/ })).toBeVisible()
  await useTheUsualKeys(lead, muster.address)
  await expect(keyFor(lead, 'Met')).toHaveValue('m')
})

test('The keys somebody chose work, and those they gave up do not @js', async ({ lead, muster }) => {
  const { keyboard } = lead
  const pages = new Map(await mainPages(lead, muster))
  await lead.goto(`${muster.address}/settings/keyboard`)
  await keyFor(lead, 'Met').fill('y')
  await keyFor(lead, 'Next row, objective or requirement').fill('w')
  await keyFor(lead, 'Go places, with a second key').fill(';')
  await keyFor(lead, 'Trail').fill('x')
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.getByText('Your keys are saved.').first()).toBeVisible()

  await lead.goto(pages.get('workbench')!)
  const [met, open] = [lead.getByRole('radio', { name: /^Met/ }), lead.getByRole('radio', { name: /^Not assessed/ })]
  await keyboard.press('0')
  await keyboard.press('m')
  await expect(open).toBeChecked()
  await keyboard.press('y')
  await expect(met).toBeChecked()
  await expect(met).toHaveAttribute('aria-keyshortcuts', 'y')
  await expect(lead.locator('.choice', { has: met }).locator('kbd')).toHaveText('y')

  await keyboard.press('?')
  const help = lead.getByRole('dialog')
  await expect(help.getByRole('heading', { level: 2 }).first()).toHaveText('While assessing')
  await expect(help.getByRole('row', { name: /^y Met$/ })).toBeVisible()
  await keyboard.press('Escape')

  await lead.goto(pages.get('evidence')!)
  await keyboard.press('j')
  await expect(lead.locator('tbody a:focus')).toHaveCount(0)
  await keyboard.press('w')
  await expect(lead.locator('tbody a:focus')).toHaveCount(1)
  await keyboard.press(';')
  await keyboard.press('x')
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Trail')
  await useTheUsualKeys(lead, muster.address)
})

test('Ctrl+Enter saves once however long it is held, and nothing behind a dialog @js', async ({ lead, muster }) => {
  const { keyboard } = lead
  const at = await level2(lead, muster)
  const sent: string[] = []
  lead.on('request', request => { if (request.method() === 'POST') sent.push(request.url()) })
  await lead.goto(`${at}/work/3.13.12/a`)
  await keyboard.press('?')
  await expect(lead.getByRole('dialog')).toBeVisible()
  await keyboard.press('Control+Enter')
  await keyboard.press('Escape')
  await expect(lead.getByRole('dialog')).toBeHidden()
  expect(sent).toEqual([])

  const heading = lead.getByRole('heading', { level: 1 })
  await keyboard.down('Control')
  await keyboard.down('Enter')
  await expect(heading).not.toContainText('3.13.12[a]')
  const next = await heading.textContent()
  for (let times = 0; times < 3; times++) await keyboard.down('Enter')
  await keyboard.up('Enter')
  await keyboard.up('Control')
  await keyboard.press('?')
  await expect(lead.getByRole('dialog')).toBeVisible()
  await expect(heading.first()).toHaveText(next!)
  expect(sent).toHaveLength(1)
})

test('Escape leads out of the palette and the help to where one was @js', async ({ lead, muster }) => {
  const { keyboard } = lead
  await lead.goto(`${await level2(lead, muster)}/requirements`)
  await keyboard.press('j')
  await keyboard.press('j')
  const row = lead.locator('tbody a:focus')
  const name = await row.textContent()
  await keyboard.press('Control+k')
  await expect(lead.getByRole('combobox', { name: 'Go to' })).toBeFocused()
  await keyboard.type('3.5.3')
  await expect(lead.getByRole('listbox', { name: 'Results' })).toContainText('3.5.3')
  for (const open of ['', '?']) {
    if (open) await keyboard.press(open)
    await expect(lead.getByRole('dialog')).toBeVisible()
    await keyboard.press('Escape')
    await expect(lead.getByRole('dialog')).toBeHidden()
    await expect(row).toHaveText(name!)
  }
})
