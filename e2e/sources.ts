/** Five invented sources with the troubles of real ones: two versions of a story, furniture, a caption twice, a reprise. */
export const SOURCES = [
  {
    name: 'ledger.txt',
    text: `Advertisement
Why the quay stays open to the northern ships
Advertisement
The harbour board has decided to keep the northern quay open, saying that a closed port helps nobody.
Advertisement
“A port is a door, and a door is for using,” board member Lena Osei said on Monday.
Under UN sanctions adopted in 2017, coal may not be landed, but Asean members differ on who must look.
`,
  },
  {
    name: 'courier.txt',
    text: `The harbour board decided to keep the northern quay open, arguing that a closed port helps nobody.

“A port is a door, and a door is for using,” board member Lena Osei said Monday.

Under U.N. sanctions adopted in 2017, coal may not be landed, but ASEAN members differ over who must look.

Inspectors boarded four ships in May and found papers in order on three.

In a time of both misinformation and too much information, good reporting costs money.
By subscribing, you help us to go on.
`,
  },
  {
    name: 'radio.txt',
    text: `Accessibility links

Breaking News

Envoys ask ports to look inside the crates

An envoy inspects a crate at the northern quay, March 2, 2019
An envoy inspects a crate at the northern quay, March 2, 2019

Envoys toured four ports this week with one request: open the crates.

“We open what we are paid to open,” a customs officer said.

XS
SM
MD
LG
`,
  },
  {
    name: 'essay.txt',
    text: `The airport killing of Kim Jong-nam changed less than it seemed, writes Tomas Reyl, because the embassies stayed.

Every government in the region expelled somebody, and every government kept a telephone.

Sanctions are a promise that ports are asked to keep on behalf of others.
`,
  },
  {
    name: 'interview.md',
    text: `# 항구는 문이다

항구 이사회는 북한 선박에 대한 문을 닫지 않았다.

“제재는 다른 사람이 한 약속입니다.”
`,
  },
] as const;
