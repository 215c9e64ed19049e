import type { Uf } from '#lib/identifiers/uf.ts'
import { type Weighted, weighted } from './random.ts'

/** A city with the part of its postal range that people are given: the first five digits, both ends included. */
export type City = { name: string; uf: Uf; cepFrom: number; cepTo: number }

type UfFacts = {
  /** Millions of inhabitants, IBGE census of 2022. */
  population: number
  /** Mean income against the country's, after IBGE's PNAD Contínua of 2023. */
  incomeFactor: number
  /** Name, thousands of inhabitants, first and last five digits of the CEP (Correios). */
  cities: readonly (readonly [string, number, number, number])[]
}

const UF_FACTS: Readonly<Record<Uf, UfFacts>> = {
  AC: { population: 0.83, incomeFactor: 0.72, cities: [['Rio Branco', 365, 69900, 69920]] },
  AL: { population: 3.13, incomeFactor: 0.65, cities: [['Maceió', 958, 57000, 57099]] },
  AM: { population: 3.94, incomeFactor: 0.72, cities: [['Manaus', 2064, 69000, 69099]] },
  AP: { population: 0.73, incomeFactor: 0.8, cities: [['Macapá', 443, 68900, 68911]] },
  BA: {
    population: 14.14,
    incomeFactor: 0.72,
    cities: [
      ['Salvador', 2418, 40000, 42499],
      ['Feira de Santana', 616, 44000, 44099],
      ['Vitória da Conquista', 371, 45000, 45099],
    ],
  },
  CE: {
    population: 8.79,
    incomeFactor: 0.68,
    cities: [
      ['Fortaleza', 2429, 60000, 61599],
      ['Caucaia', 356, 61600, 61659],
      ['Juazeiro do Norte', 286, 63000, 63049],
    ],
  },
  DF: { population: 2.82, incomeFactor: 1.75, cities: [['Brasília', 2817, 70200, 71699]] },
  ES: {
    population: 3.83,
    incomeFactor: 1,
    cities: [
      ['Serra', 521, 29160, 29184],
      ['Vila Velha', 468, 29100, 29129],
      ['Vitória', 323, 29000, 29099],
    ],
  },
  GO: {
    population: 7.06,
    incomeFactor: 1.02,
    cities: [
      ['Goiânia', 1437, 74000, 74899],
      ['Aparecida de Goiânia', 528, 74900, 74999],
      ['Anápolis', 399, 75000, 75149],
    ],
  },
  MA: {
    population: 6.78,
    incomeFactor: 0.58,
    cities: [
      ['São Luís', 1038, 65000, 65109],
      ['Imperatriz', 273, 65900, 65919],
    ],
  },
  MG: {
    population: 20.54,
    incomeFactor: 0.98,
    cities: [
      ['Belo Horizonte', 2316, 30000, 31999],
      ['Uberlândia', 713, 38400, 38415],
      ['Contagem', 622, 32000, 32399],
      ['Juiz de Fora', 541, 36000, 36099],
      ['Montes Claros', 414, 39400, 39409],
    ],
  },
  MS: {
    population: 2.76,
    incomeFactor: 1.05,
    cities: [
      ['Campo Grande', 898, 79000, 79124],
      ['Dourados', 243, 79800, 79849],
    ],
  },
  MT: {
    population: 3.66,
    incomeFactor: 1.05,
    cities: [
      ['Cuiabá', 651, 78000, 78099],
      ['Várzea Grande', 300, 78110, 78164],
      ['Rondonópolis', 245, 78700, 78750],
    ],
  },
  PA: {
    population: 8.12,
    incomeFactor: 0.7,
    cities: [
      ['Belém', 1303, 66000, 66999],
      ['Ananindeua', 479, 67000, 67199],
      ['Santarém', 332, 68000, 68099],
    ],
  },
  PB: {
    population: 3.97,
    incomeFactor: 0.72,
    cities: [
      ['João Pessoa', 834, 58000, 58099],
      ['Campina Grande', 419, 58400, 58439],
    ],
  },
  PE: {
    population: 9.06,
    incomeFactor: 0.72,
    cities: [
      ['Recife', 1489, 50000, 52999],
      ['Jaboatão dos Guararapes', 644, 54000, 54399],
      ['Caruaru', 378, 55000, 55099],
      ['Olinda', 350, 53000, 53399],
    ],
  },
  PI: { population: 3.27, incomeFactor: 0.7, cities: [['Teresina', 866, 64000, 64099]] },
  PR: {
    population: 11.44,
    incomeFactor: 1.12,
    cities: [
      ['Curitiba', 1774, 80000, 82999],
      ['Londrina', 556, 86000, 86099],
      ['Maringá', 410, 87000, 87109],
      ['Ponta Grossa', 358, 84000, 84099],
      ['Cascavel', 348, 85800, 85820],
    ],
  },
  RJ: {
    population: 16.06,
    incomeFactor: 1.2,
    cities: [
      ['Rio de Janeiro', 6211, 20000, 23799],
      ['São Gonçalo', 897, 24400, 24799],
      ['Duque de Caxias', 808, 25000, 25499],
      ['Nova Iguaçu', 786, 26000, 26099],
      ['Campos dos Goytacazes', 483, 28000, 28099],
      ['Niterói', 482, 24000, 24399],
    ],
  },
  RN: {
    population: 3.3,
    incomeFactor: 0.78,
    cities: [
      ['Natal', 751, 59000, 59139],
      ['Mossoró', 265, 59600, 59649],
    ],
  },
  RO: { population: 1.58, incomeFactor: 0.9, cities: [['Porto Velho', 460, 76800, 76834]] },
  RR: { population: 0.64, incomeFactor: 0.85, cities: [['Boa Vista', 413, 69300, 69339]] },
  RS: {
    population: 10.88,
    incomeFactor: 1.2,
    cities: [
      ['Porto Alegre', 1333, 90000, 91999],
      ['Caxias do Sul', 463, 95000, 95112],
      ['Canoas', 348, 92000, 92449],
      ['Pelotas', 326, 96000, 96099],
      ['Santa Maria', 271, 97000, 97119],
    ],
  },
  SC: {
    population: 7.61,
    incomeFactor: 1.2,
    cities: [
      ['Joinville', 616, 89200, 89239],
      ['Florianópolis', 537, 88000, 88099],
      ['Blumenau', 361, 89000, 89099],
      ['Chapecó', 255, 89800, 89814],
    ],
  },
  SE: { population: 2.21, incomeFactor: 0.75, cities: [['Aracaju', 603, 49000, 49098]] },
  SP: {
    population: 44.41,
    incomeFactor: 1.25,
    cities: [
      ['São Paulo', 11452, 1000, 5999],
      ['Guarulhos', 1292, 7000, 7399],
      ['Campinas', 1139, 13000, 13139],
      ['São Bernardo do Campo', 811, 9600, 9899],
      ['Santo André', 749, 9000, 9299],
      ['Osasco', 729, 6000, 6299],
      ['Sorocaba', 724, 18000, 18109],
      ['Ribeirão Preto', 699, 14000, 14114],
      ['São José dos Campos', 697, 12200, 12248],
      ['Santos', 419, 11000, 11099],
    ],
  },
  TO: { population: 1.51, incomeFactor: 0.88, cities: [['Palmas', 303, 77000, 77249]] },
}

// Object.entries forgets the keys' type; the record above has every UF and nothing else.
const ENTRIES = Object.entries(UF_FACTS) as [Uf, UfFacts][]

/** A UF by its people, then a city in it by its own: small states keep their share. */
export const CITIES: Weighted<City> = weighted(
  ENTRIES.flatMap(([uf, facts]) => {
    const inCities = facts.cities.reduce((sum, [, thousands]) => sum + thousands, 0)
    return facts.cities.map(([name, thousands, cepFrom, cepTo]) => {
      return [{ name, uf, cepFrom, cepTo }, (facts.population * thousands) / inCities] as const
    })
  }),
)

export function incomeFactorOf(uf: Uf): number {
  return UF_FACTS[uf].incomeFactor
}
