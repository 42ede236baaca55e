/** Languages that text recognition has data for, by the codes of Tesseract (ISO 639-2, with the script of Chinese). */
export const RECOGNISED_LANGUAGES = [
  { code: 'eng', name: 'English' },
  { code: 'kor', name: 'Korean' },
  { code: 'jpn', name: 'Japanese' },
  { code: 'chi_sim', name: 'Chinese, simplified' },
  { code: 'chi_tra', name: 'Chinese, traditional' },
  { code: 'tha', name: 'Thai' },
  { code: 'vie', name: 'Vietnamese' },
] as const;
