import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { expect } from './support'
import type { CDPSession, Page } from '@playwright/test'

/** A device of the browser's; its owner answers it at once. */
export class Device {
  private constructor(private cdp: CDPSession, private id: string) {}

  static async plugIn(page: Page, transport: 'internal' | 'usb'): Promise<Device> {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2', transport, hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return new Device(cdp, authenticatorId)
  }

  touch = (enabled = true) =>
    this.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: this.id, enabled })
  knows = (isUserVerified: boolean) =>
    this.cdp.send('WebAuthn.setUserVerified', { authenticatorId: this.id, isUserVerified })
  remove = () => this.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.id })

  /** Gives it a passkey for this site that Muster has never seen. */
  async keepStrange(address: string) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    await this.cdp.send('WebAuthn.addCredential', {
      authenticatorId: this.id,
      credential: {
        credentialId: randomBytes(16).toString('base64'), isResidentCredential: true, rpId: new URL(address).hostname,
        privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
        userHandle: randomBytes(16).toString('base64'), signCount: 1,
      },
    })
  }
}

export const heading = (page: Page) => page.getByRole('heading', { level: 1 })
export const words = (page: Page) => page.locator('.passkey-words')

/** A browser that offers nothing in fields, so that a device which answers at once waits for the button. */
export const offersNothing = (page: Page) => page.addInitScript(() => {
  PublicKeyCredential.isConditionalMediationAvailable = async () => false
})

export async function signedOut(page: Page, address: string) {
  await page.context().clearCookies()
  await page.goto(`${address}/signin`)
  await expect(heading(page)).toHaveText('Sign in')
}

/** Presses a button that asks for a passkey, once the page has all of its scripts. */
export async function press(page: Page, name: string) {
  await page.waitForLoadState()
  await page.getByRole('button', { name }).click()
}

export async function byPasskey(page: Page, address: string) {
  await signedOut(page, address)
  await press(page, 'Sign in with a passkey')
}

export async function add(page: Page, address: string, name: string) {
  await page.goto(`${address}/account/security`)
  await page.getByRole('link', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name').fill(name)
  await press(page, 'Add the passkey')
}
