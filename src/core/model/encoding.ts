/**
 * Encodings of text that can be chosen by hand, as a list shows them. Labels are those of WHATWG where it has one; VISCII,
 * TCVN3 and VNI, which Vietnamese was written in before Unicode, have none.
 */
export const ENCODINGS = [
  { label: 'utf-8', name: 'UTF-8' },
  { label: 'utf-16le', name: 'UTF-16' },
  { label: 'utf-16be', name: 'UTF-16, big end first' },
  { label: 'windows-1252', name: 'Western (windows-1252)' },
  { label: 'macintosh', name: 'Western (Macintosh)' },
  { label: 'windows-1250', name: 'Central European (windows-1250)' },
  { label: 'iso-8859-2', name: 'Central European (ISO-8859-2)' },
  { label: 'windows-1251', name: 'Cyrillic (windows-1251)' },
  { label: 'koi8-r', name: 'Cyrillic (KOI8-R)' },
  { label: 'x-mac-cyrillic', name: 'Cyrillic (Macintosh)' },
  { label: 'ibm866', name: 'Cyrillic (IBM 866)' },
  { label: 'windows-1253', name: 'Greek (windows-1253)' },
  { label: 'windows-1254', name: 'Turkish (windows-1254)' },
  { label: 'windows-1255', name: 'Hebrew (windows-1255)' },
  { label: 'windows-1256', name: 'Arabic (windows-1256)' },
  { label: 'windows-1257', name: 'Baltic (windows-1257)' },
  { label: 'euc-kr', name: 'EUC-KR (windows-949)' },
  { label: 'gb18030', name: 'GB18030' },
  { label: 'big5', name: 'Big5' },
  { label: 'shift_jis', name: 'Shift-JIS' },
  { label: 'euc-jp', name: 'EUC-JP' },
  { label: 'iso-2022-jp', name: 'ISO-2022-JP' },
  { label: 'windows-874', name: 'TIS-620 (windows-874)' },
  { label: 'windows-1258', name: 'Vietnamese (windows-1258)' },
  { label: 'viscii', name: 'Vietnamese (VISCII)' },
  { label: 'tcvn3', name: 'Vietnamese (TCVN3, ABC fonts)' },
  { label: 'vni', name: 'Vietnamese (VNI fonts)' },
] as const;

/** How an encoding is called: that of the list, else its label. */
export function encodingName(label: string): string {
  return ENCODINGS.find((encoding) => encoding.label === label)?.name ?? label.toUpperCase();
}
