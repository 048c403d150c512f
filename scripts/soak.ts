/** `npm run soak -- WHAT`: long or violent campaigns against the built page, too long for `npm test`. One a file in `scripts/soak/`. */

/** Each reads its own options from the arguments after its name. */
const campaigns: Record<string, () => Promise<unknown>> = {
  epochs: async () => (await import('./soak/epochs.ts')).soakEpochs(process.argv.slice(2)),
  kills: async () => (await import('./soak/kills.ts')).soakKills(process.argv.slice(2)),
  tabs: async () => (await import('./soak/tabs.ts')).soakTabs(process.argv.slice(2)),
};

const [name = ''] = process.argv.splice(2, 1);
const campaign = campaigns[name];
if (campaign) await campaign();
else {
  console.log(`npm run soak -- WHAT [options], where WHAT is one of: ${Object.keys(campaigns).join(', ')}.`);
  console.log('The options of one: npm run soak -- WHAT --help');
  process.exit(name === '--help' ? 0 : 2);
}

export {};
