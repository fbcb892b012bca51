//! How often a list departs from the true value, with the source of each rate.
//!
//! All rates are probabilities from 0 to 1. The alternations of letters between Kazakh and Russian spelling are not
//! here but in a table, `data/alternations.tsv`, measured on KazPER (CC BY 4.0). Where no public figure exists, the doc
//! comment says "assumed"; such rates are set so that a list looks like the lists of the press and of activists about
//! January 2022, and are not fitted to any of them.

/// How a list writes names.
///
/// Each field is the probability that a row departs in this way. Departures are drawn independently of each other,
/// unless a field says that it is a share of other rows.
#[derive(Clone, Debug, PartialEq)]
pub struct NameRates {
    /// Given name before surname, as in newsrooms; otherwise surname first, as in offices.
    pub given_first: f64,
    /// No patronymic. Newsrooms mostly leave it out, officials and activists often print it (assumed).
    pub patronymic_missing: f64,
    /// Surname with initials only, as in the official edition of 16 August 2022 (The Diplomat, January 2023).
    pub initials: f64,
    /// Only one initial, without the patronymic; a share of the rows with initials (assumed).
    pub one_initial: f64,
    /// Initials before the surname; a share of the rows with initials (assumed).
    pub initials_first: f64,
    /// Surname in capitals, as in official Russian lists (assumed).
    pub capitals: f64,
    /// A comma after the surname (assumed).
    pub comma: f64,
    /// Rank before the name of an officer, if the list has no column for it (assumed).
    pub rank: f64,
    /// Patronymic in the other tradition than in the papers (-ұлы instead of -ович or the reverse). One family may use
    /// both (assumed).
    pub other_patronymic: f64,
    /// -ұлы and -қызы as a separate word (assumed).
    pub uly_apart: f64,
    /// -ұлы and -қызы after a hyphen (assumed).
    pub uly_hyphen: f64,
    /// The bare name of the father as patronymic (assumed).
    pub bare_father: f64,
    /// The surname with another ending of the same stem (-ов, -ұлы, none). All of them are in use for one man (press
    /// reports on families of the dead).
    pub other_suffix: f64,
    /// The list spells by ear from the Kazakh name instead of copying the spelling of the papers; the measured
    /// alternations then apply anew (assumed).
    pub by_ear: f64,
    /// A typing slip per part of the name: a letter dropped, doubled, swapped or replaced (assumed; 2 to 8 %).
    pub slip: f64,
    /// Kazakh letters lost as `?`, as Windows-1251 does to ә ғ қ ң ө ұ ү һ (assumed).
    pub lost_letters: f64,
    /// One letter replaced by a letter of the other alphabet that looks the same (assumed).
    pub look_alike: f64,
    /// A two-part name written as two words or with a hyphen: Нур Султан, Нур-Султан (assumed).
    pub split_compound: f64,
    /// Stray spaces before, after or within the cell (assumed).
    pub stray_space: f64,
    /// A remark after the name, such as an age in brackets (assumed).
    pub remark: f64,
}

/// How a list writes dates, ages, places and statuses.
///
/// Each field is the probability that a cell departs in this way, independently of the other cells of the row.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueRates {
    /// No date of birth (assumed; the press gives ages, officials give dates of birth).
    pub birth_missing: f64,
    /// Only the year of birth; a share of the rows with a birth (assumed).
    pub birth_year_only: f64,
    /// Year of birth wrong by one (press reports on the same victim differ by one year).
    pub birth_off: f64,
    /// Day and month of birth swapped, if both orders are dates (assumed).
    pub birth_swapped: f64,
    /// No age (assumed).
    pub age_missing: f64,
    /// Age computed as year of death minus year of birth. A person who dies on 5 January is then one year too old in 98
    /// of 100 cases, because few birthdays come before.
    pub age_by_year: f64,
    /// Age rounded to a number that ends in 0 or 5 (assumed; known as age heaping).
    pub age_heaped: f64,
    /// No date of death (assumed).
    pub death_missing: f64,
    /// Only the month or year of death (assumed).
    pub death_coarse: f64,
    /// Two days, such as "5-6 January" (assumed).
    pub death_range: f64,
    /// Another day: one day off, or the day when the body was found, up to six days later (press reports).
    pub death_off: f64,
    /// No place (assumed).
    pub place_missing: f64,
    /// Region and town together: "Жамбылская область, Тараз" (assumed).
    pub place_with_region: f64,
    /// Only the region (assumed).
    pub place_region_only: f64,
    /// No status (assumed).
    pub status_missing: f64,
}

impl NameRates {
    /// An office that copies from papers: surname first, patronymics, few slips.
    pub fn office() -> Self {
        NameRates {
            given_first: 0.06,
            patronymic_missing: 0.12,
            initials: 0.0,
            one_initial: 0.12,
            initials_first: 0.1,
            capitals: 0.12,
            comma: 0.01,
            rank: 0.5,
            other_patronymic: 0.06,
            uly_apart: 0.25,
            uly_hyphen: 0.12,
            bare_father: 0.02,
            other_suffix: 0.01,
            by_ear: 0.1,
            slip: 0.02,
            lost_letters: 0.01,
            look_alike: 0.01,
            split_compound: 0.01,
            stray_space: 0.04,
            remark: 0.0,
        }
    }

    /// A newsroom: given name first, hardly any patronymics.
    pub fn newsroom() -> Self {
        NameRates {
            given_first: 0.9,
            patronymic_missing: 0.88,
            capitals: 0.0,
            rank: 0.1,
            by_ear: 0.3,
            slip: 0.025,
            stray_space: 0.02,
            ..NameRates::office()
        }
    }

    /// Activists who take names by telephone and from posts on social media: more spelling by ear, more slips.
    pub fn activists() -> Self {
        NameRates {
            given_first: 0.12,
            patronymic_missing: 0.45,
            capitals: 0.04,
            rank: 0.1,
            other_patronymic: 0.2,
            other_suffix: 0.03,
            by_ear: 0.45,
            slip: 0.035,
            split_compound: 0.02,
            remark: 0.01,
            ..NameRates::office()
        }
    }

    /// The same list with surnames and initials only.
    #[must_use]
    pub fn with_initials_only(self) -> Self {
        NameRates { initials: 1.0, given_first: 0.0, capitals: 0.0, rank: 0.0, remark: 0.0, ..self }
    }

    /// The same list made in haste: more slips, more spelling by ear, some initials.
    #[must_use]
    pub fn hasty(self) -> Self {
        NameRates {
            initials: 0.05,
            other_patronymic: 0.25,
            other_suffix: 0.06,
            by_ear: (self.by_ear * 1.7).min(0.75),
            slip: 0.08,
            lost_letters: 0.03,
            look_alike: 0.03,
            split_compound: 0.04,
            stray_space: 0.06,
            remark: 0.02,
            ..self
        }
    }
}

impl ValueRates {
    /// An office: dates of birth and few ages.
    pub fn office() -> Self {
        ValueRates {
            birth_missing: 0.15,
            birth_year_only: 0.3,
            birth_off: 0.01,
            birth_swapped: 0.005,
            age_missing: 0.75,
            age_by_year: 0.1,
            age_heaped: 0.0,
            death_missing: 0.04,
            death_coarse: 0.05,
            death_range: 0.04,
            death_off: 0.04,
            place_missing: 0.04,
            place_with_region: 0.04,
            place_region_only: 0.01,
            status_missing: 0.3,
        }
    }

    /// A newsroom: ages and few dates of birth.
    pub fn newsroom() -> Self {
        ValueRates {
            birth_missing: 0.7,
            birth_year_only: 0.65,
            age_missing: 0.25,
            age_heaped: 0.01,
            death_missing: 0.1,
            death_coarse: 0.04,
            place_missing: 0.06,
            ..ValueRates::office()
        }
    }

    /// Activists: whatever the family said.
    pub fn activists() -> Self {
        ValueRates {
            birth_missing: 0.45,
            birth_year_only: 0.55,
            birth_off: 0.02,
            age_missing: 0.58,
            age_heaped: 0.02,
            death_missing: 0.22,
            death_coarse: 0.07,
            death_range: 0.06,
            place_missing: 0.14,
            ..ValueRates::office()
        }
    }

    /// Names only, and some statuses, as in the official edition of 16 August 2022.
    #[must_use]
    pub fn names_only(self) -> Self {
        ValueRates {
            birth_missing: 1.0,
            age_missing: 1.0,
            death_missing: 1.0,
            place_missing: 1.0,
            status_missing: 0.5,
            ..self
        }
    }

    /// The same list made in haste: more is missing, more is wrong.
    #[must_use]
    pub fn hasty(self) -> Self {
        ValueRates {
            birth_off: 0.04,
            birth_swapped: 0.02,
            age_by_year: 0.2,
            age_heaped: 0.05,
            death_missing: (self.death_missing * 1.6).min(0.35),
            death_coarse: 0.08,
            death_range: 0.06,
            death_off: 0.08,
            place_missing: (self.place_missing * 1.6).min(0.25),
            place_region_only: 0.03,
            ..self
        }
    }
}
