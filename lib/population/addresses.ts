import { CITIES, type City } from './cities.ts'
import type { SyntheticAddress } from './person.ts'
import { type Random, randomFor, weighted } from './random.ts'

const STREET_TYPES = weighted([
  ['Rua', 70],
  ['Avenida', 16],
  ['Travessa', 6],
  ['Alameda', 3],
  ['Praça', 2],
  ['Estrada', 2],
  ['Rodovia', 1],
])

const STREETS = [
  'das Acácias',
  'dos Ipês',
  'das Palmeiras',
  'das Flores',
  'do Comércio',
  'da Matriz',
  'São José',
  'São João',
  'São Francisco',
  'Santo Antônio',
  'Santa Luzia',
  'Sete de Setembro',
  'Quinze de Novembro',
  'Treze de Maio',
  'Vinte e Um de Abril',
  'Primeiro de Maio',
  'Dom Pedro II',
  'Tiradentes',
  'Rui Barbosa',
  'Castro Alves',
  'Machado de Assis',
  'Cecília Meireles',
  'Carlos Gomes',
  'Santos Dumont',
  'Barão do Rio Branco',
  'Marechal Deodoro',
  'Marechal Floriano',
  'Duque de Caxias',
  'Princesa Isabel',
  'José Bonifácio',
  'Getúlio Vargas',
  'Juscelino Kubitschek',
  'Presidente Prudente',
  'Coronel João Pessoa',
  'Doutor Osvaldo Cruz',
  'Professor Anísio Teixeira',
  'Padre Cícero',
  'Padre Anchieta',
  'Anita Garibaldi',
  'Zumbi dos Palmares',
  'Chiquinha Gonzaga',
  'Amazonas',
  'Bahia',
  'Ceará',
  'Goiás',
  'Maranhão',
  'Minas Gerais',
  'Pará',
  'Paraná',
  'Pernambuco',
  'Piauí',
  'São Paulo',
  'Sergipe',
  'Tocantins',
  'do Sol',
  'da Paz',
  'da Liberdade',
  'da Independência',
  'Nova Esperança',
  'Boa Vista',
  'Bela Vista',
  'dos Girassóis',
  'das Orquídeas',
  'dos Bandeirantes',
  'das Mangueiras',
  'do Açude',
  'da Lagoa',
  'do Farol',
] as const

const DISTRICTS = [
  'Centro',
  'Jardim América',
  'Jardim das Flores',
  'Jardim Primavera',
  'Vila Nova',
  'Vila São José',
  'Vila Esperança',
  'Boa Vista',
  'Bela Vista',
  'Alto da Boa Vista',
  'Santo Antônio',
  'São Cristóvão',
  'São Sebastião',
  'Santa Mônica',
  'Santa Cruz',
  'Nossa Senhora das Graças',
  'Cidade Nova',
  'Novo Horizonte',
  'Parque Industrial',
  'Parque das Nações',
  'Planalto',
  'Recanto Verde',
  'Liberdade',
  'Independência',
  'Industrial',
  'Aeroporto',
  'Estação',
  'Morada Nova',
] as const

/** One person's home: a real city of her UF with a CEP of that city's range; streets and districts are invented. */
export function addressOf(seed: number, index: number): SyntheticAddress {
  const random = randomFor(seed, index, 'address')
  const city = random.draw(CITIES)
  return {
    logradouro: `${random.draw(STREET_TYPES)} ${random.pick(STREETS)}`,
    numero: drawNumber(random),
    complemento: drawComplement(random),
    bairro: random.pick(DISTRICTS),
    cidade: city.name,
    uf: city.uf,
    cep: drawCep(random, city),
  }
}

function drawNumber(random: Random): string {
  if (random.chance(0.02)) return 'S/N'
  return String(Math.min(9_999, 1 + Math.floor(random.exponential(600))))
}

function drawComplement(random: Random): string | null {
  if (!random.chance(0.4)) return null
  const kind = random.unit()
  if (kind < 0.6) return `Apto ${random.integer(1, 18)}0${random.integer(1, 6)}`
  return kind < 0.8 ? `Casa ${random.integer(1, 30)}` : `Bloco ${random.pick(['A', 'B', 'C'])}`
}

/** Suffixes 000 to 899 belong to streets; the rest to large users, boxes and post offices. */
function drawCep(random: Random, city: City): string {
  const prefix = String(random.integer(city.cepFrom, city.cepTo)).padStart(5, '0')
  return prefix + String(random.integer(0, 899)).padStart(3, '0')
}
