/**
 * One form for the spellings that English newsrooms choose between: `denuclearisation` and `denuclearization`, `labour` and
 * `labor`, `travelled` and `traveled`. It never leaves a letter more different than it was, so words that are told apart by
 * meaning (`rise`, `prise`; `four`, `hour`) keep their own form. Takes and gives keys as `fold` makes them; doing it
 * twice changes nothing.
 *
 * Differences that these rules know are those listed by the Oxford and the Associated Press guides under -ise/-ize,
 * -our/-or, -re/-er, -ce/-se, -ogue/-og, doubled l, and single words.
 */
export function houseStyle(key: string): string {
  if (key.length < 4 || !LATIN.test(key)) return key;
  const alone = SINGLE.get(key);
  if (alone !== undefined) return alone;
  const withoutEnding = key
    .replace(
      /our(s|ed|ing|able|ably|ful|fully|ite|ites|hood|hoods|less|er|ers|ist|ists|al|ally)?$/,
      (all, end: string | undefined) =>
        OUR.has(key.slice(0, key.length - all.length)) ? `or${end ?? ''}` : all,
    )
    .replace(/re(s|d)?$/, (all, end: string | undefined) =>
      RE.has(key.slice(0, key.length - all.length)) ? `er${end ?? ''}` : all,
    )
    .replace(/ogue(s)?$/, (all, end: string | undefined) =>
      OGUE.has(key.slice(0, key.length - all.length)) ? `og${end ?? ''}` : all,
    )
    .replace(/enc(e|es|eless)$/, (all, end: string) =>
      ENCE.has(key.slice(0, key.length - all.length)) ? `ens${end}` : all,
    )
    .replace(/ll(ed|ing|er|ers|or|ors)$/, (all, end: string) =>
      DOUBLED.has(key.slice(0, key.length - all.length)) ? `l${end}` : all,
    )
    .replace(/ys(e|es|ed|ing|er|ers)$/, (all, end: string) =>
      YSE.has(key.slice(0, key.length - all.length)) ? `yz${end}` : all,
    );
  return withoutEnding.replace(ISE, (all, stem: string, end: string) =>
    KEEP_S.has(`${stem}is`) || stem.length < 3 ? all : `${stem}iz${end}`,
  );
}

const LATIN = /^[a-z]+$/;
const ISE = /^([a-z]+)is(e|es|ed|er|ers|ing|ation|ations|ational|able)$/;

/** Words in -ise that are never written -ize, without their ending. */
const KEEP_S = new Set(
  `advertis advis apprais appris aris baptis bruis braid chastis circumcis compris compromis concis crud cruis
  demis despis devis disguis disfranchis enterpris excis exercis exorcis expertis franchis improvis incis internalis
  lik merchandis mis mortis nois otherwis likewis pois porpois prais precis premis promis rais repris revis ris supervis
  surmis surpris televis tortois treatis turquois unwis wis wisen vis anis malais paradis chemis camouflag valis marquis
  prem dis bas dais rejois jois clockwis pairwis stepwis`
    .split(/\s+/)
    .filter(Boolean),
);
const OUR = new Set(
  `arb ard arm behavi cand clam col demean discol dishon disfav endeav fav ferv flav glam harb hon hum lab misbehavi neighb
  od parl ranc rig rum sav savi splend succ tum val vap vig belab`
    .split(/\s+/)
    .filter(Boolean),
);
const RE = new Set(
  'calib cent epicent fib goit lit lust manoeuv meag met millimet centimet kilomet ochreo reconnoit sab salt scept sepulch somb spect theat amphitheat'.split(
    ' ',
  ),
);
const OGUE = new Set(['anal', 'catal', 'dial', 'epil', 'monol', 'prol', 'travel']);
const ENCE = new Set(['def', 'off', 'pret', 'lic']);
const YSE = new Set(['anal', 'paral', 'catal', 'breathal', 'electrol']);
const DOUBLED = new Set(
  `cance canc counse dia due enrava equa fue grave initia labe leve libe marsha mode pane penci pumme quarre
  riva shove signa snorke spira swive tota towe trammo trave unrave tunne yode channe bedevi chise doma empane funne`
    .split(/\s+/)
    .filter(Boolean),
);
/** British form to American form, where no rule reaches. */
const SINGLE = new Map(
  `acknowledgement acknowledgment,ageing aging,aluminium aluminum,amongst among,artefact artifact,artefacts artifacts,
  cheque check,cheques checks,cosy cozy,draught draft,draughts drafts,enrol enroll,enrolment enrollment,fulfil fulfill,
  fulfilment fulfillment,grey gray,instalment installment,instalments installments,jewellery jewelry,judgement judgment,
  judgements judgments,kerb curb,mould mold,moulds molds,moustache mustache,plough plow,ploughs plows,programme program,
  programmes programs,sceptic skeptic,sceptics skeptics,sceptical skeptical,scepticism skepticism,skilful skillful,
  speciality specialty,storey story,storeys stories,sulphur sulfur,towards toward,afterwards afterward,tyre tire,tyres tires,
  whilst while,wilful willful,woollen woolen,practise practice,practised practiced,practising practicing,
  licence license,licences licenses,manoeuvre maneuver,manoeuvres maneuvers,manoeuvring maneuvering,defence defense,
  paediatric pediatric,anaesthetic anesthetic,oestrogen estrogen,diarrhoea diarrhea,haemorrhage hemorrhage,
  leukaemia leukemia,orthopaedic orthopedic,archaeology archeology,encyclopaedia encyclopedia,foetus fetus`
    .split(',')
    .map((pair) => pair.trim().split(/\s+/) as [string, string]),
);
