import { expect, test } from './support'
import { letterTo } from './letters'

test.use({ own: 'settings' })

const tabs = ['Name and branding', 'Signing in', 'Evidence', 'Reminders', 'Features', 'Mail texts']

test('Settings are found by their tabs, refused at the field, kept, and hold at once @walk', async ({ lead, muster }) => {
  muster.confirmedAt(new Date())
  await lead.goto(`${muster.address}/o/contoso`)
  await lead.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click()
  const bar = lead.getByRole('navigation', { name: 'Settings' })
  for (const tab of tabs) {
    await bar.getByRole('link', { name: tab }).click()
    await expect(bar.locator('[aria-current]')).toHaveText(tab)
    await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Settings of the organisation')
  }

  await bar.getByRole('link', { name: 'Name and branding' }).click()
  await lead.getByLabel('Line above every page').fill('CUI: do not forward')
  await lead.getByLabel('Letters beside the color').fill('four')
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('Write one to three letters')
  await expect(lead.getByLabel('Line above every page')).toHaveValue('CUI: do not forward')
  await lead.getByLabel('Letters beside the color').fill('CMW')
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.getByText('The settings are saved.').first()).toBeVisible()
  await expect(lead.locator('.banner')).toHaveText('CUI: do not forward')

  await bar.getByRole('link', { name: 'Evidence' }).click()
  await lead.getByLabel('Test, days').fill('ninety')
  await lead.getByRole('button', { name: 'Save the days' }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('from 1 to 3650')
  await lead.getByLabel('Test, days').fill('90')
  await lead.getByRole('button', { name: 'Save the days' }).click()
  await expect(lead.getByText('The days are saved.').first()).toBeVisible()
  await lead.getByLabel('Markdown text').uncheck()
  await lead.getByRole('button', { name: 'Save the kinds' }).click()
  await expect(lead.getByText('The kinds of file are saved.').first()).toBeVisible()
  await expect(lead.getByLabel('Markdown text')).not.toBeChecked()
})

test('What is switched off is gone from the rail and answers in words, until it is on again @walk', async ({ lead, muster }) => {
  await lead.goto(`${muster.address}/o/contoso/assessments`)
  const at = await lead.locator('#main td a').filter({ hasText: 'Level 2' }).first().getAttribute('href')
  const rail = lead.getByRole('navigation', { name: 'Main' })
  await lead.goto(`${muster.address}/o/contoso/settings/features`)
  await lead.getByLabel('What-if plans').uncheck()
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.getByText('It holds from the next page on').first()).toBeVisible()

  await lead.goto(muster.address + at)
  await expect(rail.getByRole('link', { name: 'Dashboard' })).toBeVisible()
  await expect(rail.getByRole('link', { name: 'What if' })).toHaveCount(0)
  expect((await lead.goto(`${muster.address}${at}/plans`))!.status()).toBe(404)
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Your organisation does without this')

  await lead.goto(`${muster.address}/o/contoso/settings/features`)
  await lead.getByLabel('What-if plans').check()
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.getByText('It holds from the next page on').first()).toBeVisible()
  await expect(lead.getByLabel('What-if plans')).toBeChecked()
  await lead.goto(muster.address + at)
  await expect(rail.getByRole('link', { name: 'What if' })).toBeVisible()
})

test('A letter is worded, tried with an example, sent, and given back to Muster @walk', async ({ lead, muster }) => {
  await lead.goto(`${muster.address}/o/contoso/settings/letters`)
  await lead.getByRole('link', { name: 'Invitation' }).click()
  await lead.getByLabel('Subject').fill('{organisation} needs you, {friend}')
  await lead.getByLabel('Text', { exact: true }).fill('Dear {person},\n\ncome in.')
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('{friend} is no placeholder here.')
  await expect(lead.locator('.summary[role=alert]')).toContainText('{link} is missing')
  await expect(lead.getByLabel('Text', { exact: true })).toHaveValue('Dear {person},\n\ncome in.')
  await lead.getByLabel('Subject').fill('{organisation} needs you')
  await lead.getByLabel('Text', { exact: true }).fill('Dear {person},\n\ncome in: {link}')
  await lead.getByRole('button', { name: 'Show it with an example' }).click()
  await expect(lead.getByRole('region', { name: 'With an example' })).toContainText('Dear Nora Newman,')
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.getByText('go out in these words.').first()).toBeVisible()

  await lead.goto(`${muster.address}/o/contoso/people`)
  await lead.getByLabel('Name').fill('Rosa Lind')
  await lead.getByLabel('Email').fill('rosa@contoso.example')
  await lead.getByRole('button', { name: 'Make the invitation' }).click()
  await expect(lead.getByText(/rosa@contoso\.example/).first()).toBeVisible()
  expect(await letterTo(lead, muster, 'rosa@contoso.example', 'needs you')).toContain('Dear Rosa Lind,')

  await lead.goto(`${muster.address}/o/contoso/settings/letters/invitation`)
  await lead.getByRole('button', { name: 'Back to Muster’s words' }).click()
  await expect(lead.getByText('This letter goes out in Muster’s words.').first()).toBeVisible()
  await expect(lead.getByLabel('Text', { exact: true })).toHaveValue(/^Hello \{person\},/)
})
