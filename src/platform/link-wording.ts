import type { Text } from '../base/text.js'

/** What is said to the person who walks the platform's pages as a client. */
export const linkWording = {
  heading: { ru: 'Нужен клиент', kk: 'Клиент қажет', en: 'The client is needed' },
  open: {
    ru: 'Откройте ссылку в браузере или отсканируйте код телефоном.',
    kk: 'Сілтемені браузерде ашыңыз немесе кодты телефонмен сканерлеңіз.',
    en: 'Open the link in a browser or scan the code with a phone.',
  },
  signInAs: (client: string): Text => ({
    ru: `Войдите как клиент «${client}».`,
    kk: `«${client}» клиенті ретінде кіріңіз.`,
    en: `Sign in as the client «${client}».`,
  }),
  signInFor: (company: string): Text => ({
    ru: `Войдите как представитель компании «${company}».`,
    kk: `«${company}» компаниясының өкілі ретінде кіріңіз.`,
    en: `Sign in as the representative of the company «${company}».`,
  }),
  approve: { ru: 'Дайте согласие.', kk: 'Келісім беріңіз.', en: 'Give the consent.' },
  decline: { ru: 'От согласия откажитесь.', kk: 'Келісімнен бас тартыңыз.', en: 'Decline the consent.' },
  'fail-liveness': {
    ru: 'Сделайте так, чтобы проверка лица не прошла: закройте камеру.',
    kk: 'Бет-әлпетті тексеру сәтсіз аяқталуы керек: камераны жабыңыз.',
    en: 'Let the check of your face fail: cover the camera.',
  },
  'wrong-code': {
    ru: 'Вместо кода из SMS введите другой. Когда его не примут, откажитесь от согласия.',
    kk: 'SMS-тегі кодтың орнына басқасын енгізіңіз. Ол қабылданбағанда, келісімнен бас тартыңыз.',
    en: 'Type another code than the one of the SMS. When it is refused, decline the consent.',
  },
  'late-code': {
    ru: 'Введите код из SMS, когда он перестанет действовать. Когда его не примут, откажитесь от согласия.',
    kk: 'SMS-тегі кодты мерзімі өткеннен кейін енгізіңіз. Ол қабылданбағанда, келісімнен бас тартыңыз.',
    en: 'Type the code of the SMS when it is no longer good. When it is refused, decline the consent.',
  },
  'used-code': {
    ru: 'Введите код из прошлой SMS, по которому вы уже входили. Когда его не примут, откажитесь от согласия.',
    kk: 'Алдыңғы SMS-тегі, бұрын пайдаланылған кодты енгізіңіз. Ол қабылданбағанда, келісімнен бас тартыңыз.',
    en: 'Type the code of an earlier SMS, with which you have signed in already. When it is refused, decline the consent.',
  },
  awaited: (address: string): Text => ({
    ru: `Жду возврата на ${address}`,
    kk: `${address} мекенжайына оралуды күтемін`,
    en: `Waiting for the return to ${address}`,
  }),
  elsewhere: {
    ru: 'Если последняя страница не открылась (так бывает на телефоне), вставьте сюда её адрес. Если пройти страницы нельзя, введите n.',
    kk: 'Егер соңғы бет ашылмаса (телефонда солай болады), оның мекенжайын осында енгізіңіз. Беттерден өту мүмкін болмаса, n енгізіңіз.',
    en: 'Where the last page does not open (as on a phone), paste its address here. If the pages cannot be walked, type n.',
  },
  notTheRedirect: (redirectUri: string): Text => ({
    ru: `Это не тот адрес. Он начинается с ${redirectUri} и содержит code или error.`,
    kk: `Бұл басқа мекенжай. Керегі ${redirectUri} деп басталып, ішінде code немесе error болады.`,
    en: `This is not the address. It begins with ${redirectUri} and has code or error in it.`,
  }),
} satisfies Record<string, Text | ((value: string) => Text)>
