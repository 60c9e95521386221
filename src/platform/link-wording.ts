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
    ru: 'Сделайте так, чтобы проверка лица не прошла: закройте камеру. Пропустят дальше – дайте согласие.',
    kk: 'Бет-әлпетті тексеру сәтсіз аяқталуы керек: камераны жабыңыз. Әрі қарай жіберілсеңіз, келісім беріңіз.',
    en: 'Let the check of your face fail: cover the camera. Where you are let on all the same, give the consent.',
  },
  'wrong-code': {
    ru: 'Вместо кода из SMS введите другой. Не примут – откажитесь от согласия, примут – дайте его.',
    kk: 'SMS-тегі кодтың орнына басқасын енгізіңіз. Қабылданбаса, келісімнен бас тартыңыз, қабылданса, келісім беріңіз.',
    en: 'Type another code than the one of the SMS. Where it is refused, decline the consent; where it is taken, give it.',
  },
  'late-code': {
    ru: 'Введите код из SMS, когда он перестанет действовать. Не примут – откажитесь от согласия, примут – дайте его.',
    kk: 'SMS-тегі кодты мерзімі өткеннен кейін енгізіңіз. Қабылданбаса, келісімнен бас тартыңыз, қабылданса, келісім беріңіз.',
    en: 'Type the code of the SMS when it is no longer good. Where it is refused, decline the consent; where it is taken, give it.',
  },
  'used-code': {
    ru: 'Введите код из прошлой SMS, по которому вы уже входили. Не примут – откажитесь от согласия, примут – дайте его.',
    kk: 'Алдыңғы SMS-тегі, бұрын пайдаланылған кодты енгізіңіз. Қабылданбаса, келісімнен бас тартыңыз, қабылданса, келісім беріңіз.',
    en: 'Type the code of an earlier SMS, with which you have signed in already. Where it is refused, decline the consent; where it is taken, give it.',
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
  back: {
    ru: 'Когда приложение покажет, чем всё кончилось, нажмите Enter. Если пройти страницы нельзя, введите n.',
    kk: 'Қосымша немен аяқталғанын көрсеткенде Enter басыңыз. Беттерден өту мүмкін болмаса, n енгізіңіз.',
    en: 'When the app shows what came of it, press Enter. If the pages cannot be walked, type n.',
  },
  notTheRedirect: (redirectUri: string): Text => ({
    ru: `Это не тот адрес. Он начинается с ${redirectUri} и содержит code или error.`,
    kk: `Бұл басқа мекенжай. Керегі ${redirectUri} деп басталып, ішінде code немесе error болады.`,
    en: `This is not the address. It begins with ${redirectUri} and has code or error in it.`,
  }),
} satisfies Record<string, Text | ((value: string) => Text)>
