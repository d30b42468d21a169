import { DAY, another, comeIn, day, expect, test, type Muster } from './support'
import { mailed } from './letters'
import type { Page } from '@playwright/test'

test.use({ own: 'requests' })

const OUTSIDER = 'rosa@supplier.example'
const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })

async function ask(page: Page, muster: Muster, title: string, whom: string) {
  await page.goto(`${muster.address}/o/contoso/requests/new`)
  await page.getByLabel('What is asked for').fill(title)
  await page.getByLabel('Kind', { exact: true }).selectOption('artifact')
  await page.getByLabel('Due').fill(day(7))
  await page.getByLabel('Who is asked').selectOption({ label: whom })
  if (whom.startsWith('Somebody outside')) {
    await page.getByLabel('Their name').fill('Rosa Roe')
    await page.getByLabel('Their email').fill(OUTSIDER)
  }
}

test('A colleague is asked, brings it, has it returned, and brings it again @walk', async ({ lead, muster, browser, javaScriptEnabled }) => {
  await ask(lead, muster, 'List of accounts', 'Lee Ortega')
  await lead.getByLabel('Due').fill(day(-1))
  await lead.getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('This day has passed.')
  await lead.getByLabel('Due').fill(day(7))
  await lead.getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('List of accounts')
  const request = lead.url()

  const lee = await another(browser, { javaScriptEnabled })
  await comeIn(lee, muster, 'lee@contoso.example')
  await lee.goto(`${muster.address}/o/contoso/tasks/mine`)
  await lee.getByRole('link', { name: 'List of accounts' }).click()
  await lee.getByRole('link', { name: 'Upload a file' }).click()
  await lee.getByLabel('File', { exact: true }).setInputFiles(file('accounts.pdf', 'no PDF'))
  await lee.getByRole('button', { name: 'Send it' }).click()
  await expect(lee.locator('.summary[role=alert]')).toContainText('accounts.pdf')
  await lee.getByLabel('File', { exact: true }).setInputFiles(file('accounts.txt', 'ada'))
  await lee.getByRole('button', { name: 'Send it' }).click()
  await expect(lee).toHaveURL(request)
  await expect(lee.getByText('Submitted').first()).toBeVisible()

  await lead.goto(request)
  await lead.getByRole('link', { name: 'Accept or return' }).click()
  await lead.getByLabel('Return it').check()
  await lead.getByLabel('Reason').fill('Two machines are missing')
  await lead.getByRole('button', { name: 'Decide' }).click()
  await expect(lead.getByText('List of accounts is returned.').first()).toBeVisible()
  await lee.goto(request)
  await expect(lee.getByText('Two machines are missing')).toBeVisible()
  await lee.getByRole('link', { name: 'Upload a file' }).click()
  await lee.getByLabel('File', { exact: true }).setInputFiles(file('accounts.txt', 'ada, lena'))
  await lee.getByRole('button', { name: 'Send it' }).click()
  await expect(lee).toHaveURL(request)
  await expect(lee.getByText('Submitted').first()).toBeVisible()
  await lee.context().close()

  await lead.goto(request)
  await lead.getByRole('link', { name: 'Accept or return' }).click()
  await lead.getByLabel('Accept it').check()
  await lead.getByRole('button', { name: 'Decide' }).click()
  await expect(lead.getByText('List of accounts is accepted.').first()).toBeVisible()
  await lead.goto(request)
  await lead.getByRole('link', { name: 'Ask for a new one' }).click()
  await expect(lead.getByText('becomes the next version of')).toBeVisible()
  await expect(lead.getByLabel('What is asked for')).toHaveValue('List of accounts')
})

test('Somebody outside sends a file by a link', async ({ lead, muster, browser, javaScriptEnabled }) => {
  await ask(lead, muster, 'Certificate', 'Somebody outside, as below')
  await lead.getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Certificate')
  const request = lead.url()
  const link = await mailed(lead, muster, OUTSIDER, '/give/')

  const rosa = await another(browser, { javaScriptEnabled })
  await rosa.goto(link)
  await expect(rosa.getByText('Send no Controlled Unclassified Information')).toBeVisible()
  await rosa.getByLabel('File', { exact: true }).setInputFiles(file('certificate.exe', 'MZ'))
  await rosa.getByRole('button', { name: 'Send it' }).click()
  await expect(rosa.getByText('The link goes on working')).toBeVisible()
  await rosa.getByLabel('File', { exact: true }).setInputFiles(file('certificate.txt', 'valid'))
  await rosa.getByRole('button', { name: 'Send it' }).click()
  await expect(rosa.getByRole('heading', { level: 1 })).toHaveText('It arrived')
  await rosa.goto(link)
  await expect(rosa.getByRole('heading', { level: 1 })).toHaveText('It arrived')
  await rosa.context().close()

  await lead.goto(request)
  await lead.getByRole('definition').getByRole('link', { name: 'Certificate' }).click()
  await expect(lead.getByText(`Rosa Roe, ${OUTSIDER}`).first()).toBeVisible()
})

test('A link whose time is over says whom to ask, and a new one works', async ({ lead, muster, browser, javaScriptEnabled }) => {
  await ask(lead, muster, 'Insurance', 'Somebody outside, as below')
  await lead.getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Insurance')
  const request = lead.url()
  const late = await mailed(lead, muster, OUTSIDER, '/give/')
  muster.linksUntil(new Date(Date.now() - DAY))

  const rosa = await another(browser, { javaScriptEnabled })
  await rosa.goto(late)
  await expect(rosa.getByRole('heading', { level: 1 })).toHaveText('This link does not work any more')
  await expect(rosa.getByText('Ask Dana Whitfield for a new link')).toBeVisible()

  await lead.goto(request)
  await lead.getByRole('button', { name: 'Send a new link' }).click()
  await expect(lead.getByText('Rosa Roe gets a new link.').first()).toBeVisible()
  let link = late
  await expect(async () => {
    link = await mailed(lead, muster, OUTSIDER, '/give/')
    expect(link).not.toBe(late)
  }).toPass({ timeout: 30_000 })
  await rosa.goto(link)
  await rosa.getByLabel('File', { exact: true }).setInputFiles(file('insurance.txt', 'covered'))
  await rosa.getByRole('button', { name: 'Send it' }).click()
  await expect(rosa.getByRole('heading', { level: 1 })).toHaveText('It arrived')
  await rosa.context().close()
})

test('A request is answered with what is here, or with where it is kept', async ({ lead, muster, browser, javaScriptEnabled }) => {
  const requests: string[] = []
  for (const title of ['Plan of the network', 'Drawing of the fixture']) {
    await ask(lead, muster, title, 'Lee Ortega')
    await lead.getByRole('button', { name: 'Ask', exact: true }).click()
    await expect(lead.getByRole('heading', { level: 1 })).toHaveText(title)
    requests.push(lead.url())
  }

  const lee = await another(browser, { javaScriptEnabled })
  await comeIn(lee, muster, 'lee@contoso.example')
  await lee.goto(requests[0])
  await lee.getByRole('link', { name: 'Choose evidence' }).click()
  await lee.getByRole('button', { name: 'Answer with it' }).click()
  await expect(lee.locator('.summary[role=alert]')).toContainText('Choose one piece of evidence.')
  await lee.getByRole('radio', { name: /^Choose / }).first().check()
  await lee.getByRole('button', { name: 'Answer with it' }).click()
  await expect(lee).toHaveURL(requests[0])
  await expect(lee.getByText('Submitted').first()).toBeVisible()

  await lee.goto(requests[1])
  await lee.getByRole('link', { name: 'Say where it is kept' }).click()
  await lee.getByLabel('Where it is kept').fill('Vault of the engineering office')
  await lee.getByRole('button', { name: 'Write it down' }).click()
  await expect(lee.locator('.summary[role=alert]')).toContainText('64 digits')
  await lee.getByLabel('SHA-256').fill('cd'.repeat(32))
  await lee.getByRole('button', { name: 'Write it down' }).click()
  await expect(lee).toHaveURL(requests[1])
  await expect(lee.getByText('Submitted').first()).toBeVisible()
  await lee.context().close()
})
