import { dataScopes } from '../accounts.js'
import { soundRules as sound } from '../rules.js'

/** Wrong in what is asked under which consent, and in what is left of it. */
export const consentDefects = {
  'calls-with-no-consent': {
    ru: 'Запрашивает счета клиента, который согласия не дал',
    en: 'Asks for the accounts of a client who gave no consent',
    rules: {
      consentFor: (provider, consents) =>
        consents.length === 0
          ? { token: 'none', scopes: dataScopes, providers: [provider.id] }
          : sound.consentFor(provider, consents),
    },
  },
  'token-for-every-bank': {
    ru: 'С токеном согласия обращается и в банки, которых в нём нет',
    en: 'Uses a token at banks that its consent does not name',
    rules: { consentFor: (_, consents) => consents[0] },
  },
  'calls-beyond-scope': {
    ru: 'Запрашивает и то, чего согласие не охватывает',
    en: 'Asks for what the consent does not cover',
    rules: { isCovered: () => true },
  },
  'ignores-narrowing-of-consent': {
    ru: 'Снова и снова запрашивает то, что клиент из согласия исключил',
    en: 'Goes on asking for what the client has taken out of the consent',
    rules: { onNarrowed: (holdings, who) => holdings.forgetData(who) },
  },
  'keeps-calling-after-revocation': {
    ru: 'Продолжает обращаться с токеном отозванного или истёкшего согласия',
    en: 'Goes on calling with the token of a consent that was revoked or has expired',
    rules: { onConsentGone: (holdings, who) => holdings.forgetData(who) },
  },
  'keeps-old-token': {
    ru: 'После нового согласия обращается с токеном прежнего',
    en: 'After a new consent goes on with the token of the old one',
    rules: {
      beforeNewConsent: (holdings, who) => holdings.forgetData(who),
      consentFor: (provider, consents) => sound.consentFor(provider, consents.toReversed()),
    },
  },
  'shows-old-data': {
    ru: 'Показывает данные, полученные до отзыва согласия',
    en: 'Shows data that it got before the consent was revoked',
    rules: {
      onConsentGone: (holdings, who) => holdings.forgetConsents(who),
      oldData: (holdings, who, provider) => holdings.rememberedOf(who, provider.id)?.accounts,
      rememberedBanks: (_, all) => all,
    },
  },
  'never-asks-anew': {
    ru: 'Когда согласия больше нет, не говорит об этом и не предлагает дать новое',
    en: 'When the consent is gone it neither says so nor offers to give a new one',
    rules: {
      newConsentAsked: (_, say) => [['text', say('accounts.none')]],
      connectOffered: () => [],
    },
  },
  'no-companies': {
    ru: 'Не обслуживает юридических лиц',
    en: 'Does not serve companies',
    // The fifth digit of a BIN is 4, 5 or 6; of an IIN it begins a day.
    rules: { isServed: ({ iin }) => !/^\d{4}[456]/.test(iin) },
  },
}
