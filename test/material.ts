// The pure tests run without a build: what the models need of one is made here.

export async function setup(): Promise<void> {
  await import('../worker/build/certificates.ts')
}
