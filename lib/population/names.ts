import { MEN, WOMEN } from './first-names.ts'
import { type Random, weighted } from './random.ts'

/** A surname, and how often which particle stands before it: `da Silva`, `Silva`. */
type Surname = { word: string; particle?: string; share?: number }

/** Surnames with their weight, in the order of frequency known from Brazilian registries. */
const SURNAMES = weighted<Surname>([
  [{ word: 'Silva', particle: 'da', share: 0.45 }, 1600],
  [{ word: 'Santos', particle: 'dos', share: 0.7 }, 1200],
  [{ word: 'Oliveira', particle: 'de', share: 0.4 }, 610],
  [{ word: 'Souza', particle: 'de', share: 0.45 }, 550],
  [{ word: 'Rodrigues' }, 360],
  [{ word: 'Ferreira' }, 345],
  [{ word: 'Alves' }, 335],
  [{ word: 'Pereira' }, 330],
  [{ word: 'Lima', particle: 'de', share: 0.25 }, 300],
  [{ word: 'Gomes' }, 285],
  [{ word: 'Costa', particle: 'da', share: 0.5 }, 265],
  [{ word: 'Ribeiro' }, 260],
  [{ word: 'Sousa', particle: 'de', share: 0.4 }, 250],
  [{ word: 'Martins' }, 230],
  [{ word: 'Carvalho', particle: 'de', share: 0.35 }, 220],
  [{ word: 'Almeida', particle: 'de', share: 0.45 }, 205],
  [{ word: 'Lopes' }, 165],
  [{ word: 'Soares' }, 162],
  [{ word: 'Araújo', particle: 'de', share: 0.25 }, 160],
  [{ word: 'Fernandes' }, 158],
  [{ word: 'Vieira' }, 150],
  [{ word: 'Barbosa' }, 148],
  [{ word: 'Rocha', particle: 'da', share: 0.3 }, 140],
  [{ word: 'Dias' }, 132],
  [{ word: 'Nascimento', particle: 'do', share: 0.85 }, 130],
  [{ word: 'Andrade', particle: 'de', share: 0.3 }, 122],
  [{ word: 'Moreira' }, 118],
  [{ word: 'Nunes' }, 112],
  [{ word: 'Marques' }, 108],
  [{ word: 'Machado' }, 104],
  [{ word: 'Mendes' }, 102],
  [{ word: 'Freitas', particle: 'de', share: 0.3 }, 100],
  [{ word: 'Cardoso' }, 95],
  [{ word: 'Ramos' }, 92],
  [{ word: 'Gonçalves' }, 90],
  [{ word: 'Santana', particle: 'de', share: 0.1 }, 88],
  [{ word: 'Teixeira' }, 85],
  [{ word: 'Melo', particle: 'de', share: 0.3 }, 80],
  [{ word: 'Batista' }, 74],
  [{ word: 'Correia' }, 72],
  [{ word: 'Moura', particle: 'de', share: 0.2 }, 70],
  [{ word: 'Castro', particle: 'de', share: 0.35 }, 70],
  [{ word: 'Pinto' }, 68],
  [{ word: 'Barros', particle: 'de', share: 0.2 }, 67],
  [{ word: 'Reis', particle: 'dos', share: 0.6 }, 66],
  [{ word: 'Monteiro' }, 62],
  [{ word: 'Campos' }, 60],
  [{ word: 'Borges' }, 58],
  [{ word: 'Cavalcanti' }, 54],
  [{ word: 'Cunha', particle: 'da', share: 0.5 }, 52],
  [{ word: 'Azevedo', particle: 'de', share: 0.2 }, 50],
  [{ word: 'Brito', particle: 'de', share: 0.2 }, 49],
  [{ word: 'Farias', particle: 'de', share: 0.2 }, 48],
  [{ word: 'Duarte' }, 47],
  [{ word: 'Miranda', particle: 'de', share: 0.2 }, 46],
  [{ word: 'Jesus', particle: 'de', share: 0.97 }, 120],
  [{ word: 'Conceição', particle: 'da', share: 0.85 }, 42],
  [{ word: 'Macedo', particle: 'de', share: 0.2 }, 40],
  [{ word: 'Guimarães' }, 40],
  [{ word: 'Medeiros', particle: 'de', share: 0.3 }, 39],
  [{ word: 'Tavares' }, 38],
  [{ word: 'Fonseca', particle: 'da', share: 0.3 }, 37],
  [{ word: 'Pires' }, 36],
  [{ word: 'Bezerra' }, 34],
  [{ word: 'Queiroz', particle: 'de', share: 0.2 }, 33],
  [{ word: 'Siqueira', particle: 'de', share: 0.2 }, 32],
  [{ word: 'Coelho' }, 32],
  [{ word: 'Matos', particle: 'de', share: 0.2 }, 31],
  [{ word: 'Assis', particle: 'de', share: 0.6 }, 30],
  [{ word: 'Figueiredo', particle: 'de', share: 0.2 }, 29],
  [{ word: 'Aguiar', particle: 'de', share: 0.2 }, 28],
  [{ word: 'Rezende' }, 27],
  [{ word: 'Xavier' }, 27],
  [{ word: 'Sales' }, 26],
  [{ word: 'Magalhães' }, 22],
  [{ word: 'Bastos' }, 20],
  [{ word: 'Peixoto' }, 19],
  [{ word: 'Simões' }, 14],
  [{ word: 'Leão' }, 12],
  [{ word: 'Brandão' }, 11],
  [{ word: 'Paixão', particle: 'da', share: 0.6 }, 10],
  [{ word: 'Müller' }, 6],
  [{ word: 'Schneider' }, 5],
  [{ word: 'Tanaka' }, 3],
  [{ word: 'Yamamoto' }, 2],
  [{ word: 'D’Ávila' }, 3],
])

/** A full name in Brazilian shape: one or two first names, one or two surnames, now and then Filho, Júnior or Neto. */
export function drawName(random: Random): string {
  const isMan = random.chance(0.48)
  const firstNames = isMan ? MEN : WOMEN
  const first = random.draw(firstNames)
  const second = random.chance(0.35) ? random.draw(firstNames) : null
  const mothers = random.chance(0.68) ? random.draw(SURNAMES) : null
  const fathers = random.draw(SURNAMES)
  const words = [first]
  if (second !== null && second !== first) words.push(second)
  if (mothers !== null && mothers.word !== fathers.word) words.push(withParticle(mothers, random))
  words.push(withParticle(fathers, random))
  if (isMan && random.chance(0.06)) words.push(random.pick(['Filho', 'Júnior', 'Neto']))
  return words.join(' ')
}

function withParticle(surname: Surname, random: Random): string {
  const hasParticle = surname.particle !== undefined && random.chance(surname.share ?? 0)
  return hasParticle ? `${surname.particle} ${surname.word}` : surname.word
}
