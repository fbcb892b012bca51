//! Tests of what a cell states beside a name. All names are invented.
//!
//! Each case has a cell and one line: the parts of the most likely reading, sorted, then the relation (`?` if
//! it is uncertain), the group, and other statements. `nobody` means that the cell has no name.

use super::super::NameReader;
use crate::language::lexicon::Lexicon;

/// What a cell states, in one line: the name, then the statements beside it.
fn said(reader: &NameReader, cell: &str) -> String {
    let Some(name) = reader.read(cell) else {
        let group = reader.nameless_group(cell);
        return group.map_or("nobody".into(), |group| format!("nobody; group {}", counted(group.count())));
    };
    let best = name.readings().first();
    let parts =
        best.into_iter().flat_map(|best| super::Role::ALL.iter().filter_map(|role| best.value(*role)));
    let mut parts: Vec<&str> = parts.map(|part| part.text()).collect();
    parts.sort_unstable();
    let mut line = parts.join(" ");
    if let Some(relation) = name.relation() {
        let doubt = if relation.is_certain() { "" } else { "?" };
        line += &format!("; {}{doubt}", relation.kind());
    }
    line += &name.generation().map(|mark| format!("; {}", mark.as_str())).unwrap_or_default();
    line += &name.group().map(|group| format!("; group {}", counted(group.count()))).unwrap_or_default();
    line + if name.is_part_unknown() { "; part unknown" } else { "" }
}

/// The number of people, or `?` if it is unknown.
fn counted(count: Option<u32>) -> String {
    count.map_or("?".into(), |count| count.to_string())
}

/// Reads each cell and compares the line with the expected one. Reports all cells that differ, not only the
/// first.
fn check(cases: &[(&str, &str)]) {
    let reader = NameReader::new(&Lexicon::bundled());
    let wrong: Vec<String> = cases
        .iter()
        .map(|(cell, want)| (cell, want, said(&reader, cell)))
        .filter(|(_, want, got)| **want != got)
        .map(|(cell, want, got)| format!("{cell}\n   want {want}\n   got  {got}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The relation is stated, and the name is that of the person named, in the dictionary form if it was in the
/// genitive.
#[test]
fn a_relative_is_not_the_named_person() {
    check(&[
        ("Wife of Omar Qasim", "Omar Qasim; wife"),
        ("The widow of Omar Qasim", "Omar Qasim; wife"),
        ("Newborn son of Layla Hamdan", "Hamdan Layla; son"),
        ("Unidentified daughter of Omar Qasim", "Omar Qasim; daughter"),
        ("Infant of Layla Hamdan", "Hamdan Layla; child"),
        ("Wife Omar Qasim", "Omar Qasim; wife"),
        ("Omar Qasim (wife)", "Omar Qasim; wife"),
        ("Omar Qasim, wife", "Omar Qasim; wife"),
        ("Omar Qasim (his wife, 34 years)", "Omar Qasim; wife"),
        ("Nabil Qasim's daughter", "Nabil Qasim; daughter"),
        ("Nabil Qasim's mother", "Nabil Qasim; mother"),
        ("Nabil Qasim's infant son", "Nabil Qasim; son"),
        ("Nabil Qasim's 3-year-old son", "Nabil Qasim; son"),
        ("Сын Жумадилова Болата Ерлановича", "Болат Ерланович Жумадилова; son"),
        ("мать Сапарова Ермека", "Ермек Сапарова; mother"),
        ("Вдова Петрова Ивана Сергеевича", "Иван Петрова Сергеевич; wife"),
        ("Дочь Сапаровой Анны Ивановны", "Анна Ивановна Сапаровой; daughter"),
        ("Жена Сапаров Ермек", "Ермек Сапаров; wife"),
        ("Сапаров Ермек (жена)", "Ермек Сапаров; wife"),
        ("Сапаров Ермек, жена", "Ермек Сапаров; wife"),
        ("Сапаров Ермек (брат)", "Ермек Сапаров; brother?"),
        ("Сапаров Ермектің әйелі", "Ермек Сапаров; wife"),
        ("Сапаров Ермек (әйелі)", "Ермек Сапаров; wife"),
        ("Сапаров Ермектің ұлы", "Ермек Сапаров; son"),
        ("زوجة حسن منصور", "حسن منصور; wife"),
        ("ابن حسن منصور", "حسن منصور; son"),
        ("والدة حسن منصور", "حسن منصور; mother"),
        ("حسن منصور (زوجته)", "حسن منصور; wife"),
        ("Esposa de Juan Vega", "Juan Vega; wife"),
        ("Ehefrau von Hans Brandt", "Brandt Hans; wife"),
        ("Épouse de Jean Brunel", "Brunel Jean; wife"),
        ("Ahmet Demirel'in eşi", "Ahmet Demirel; spouse"),
        ("дружина Петренка Івана", "Івана Петренка; wife?"),
        ("дружина Петренка Олега", "Олег Петренка; wife"),
        ("Жена Петрова Александра", "Александра Петрова; wife?"),
        ("Жена Петрова Александра Ивановича", "Александр Иванович Петрова; wife"),
    ]);
}

/// A name before the word of relation, or in the nominative after it, is the person's own: no relation is
/// stated.
#[test]
fn the_own_name_of_a_relative_is_the_name() {
    check(&[
        ("Omar s/o Nabil Qasim", "Nabil Omar Qasim"),
        ("Omar, son of Nabil Qasim", "Nabil Omar Qasim"),
        ("Layla Hamdan, wife of Omar Qasim", "Hamdan Layla"),
        ("Layla Hamdan w/o Omar Qasim", "Hamdan Layla"),
        ("сын Ахметов Данияр", "Ахметов Данияр"),
        ("жена Ахметова Айгуль", "Айгуль Ахметова"),
        ("Ахметова Айгуль (жена)", "Айгуль Ахметова"),
        ("Болат ұлы Ермек", "Болат ұлы Ермек"),
        ("Ахметов Ермек Болат ұлы", "Ахметов Болат ұлы Ермек"),
        ("Nguyen Van Son", "Nguyen Son Van"),
        ("Father John Marsh", "John Marsh"),
        ("فاطمة بنت حسن", "بنت حسن فاطمة"),
        ("حسن كريم بنات", "بنات حسن كريم"),
    ]);
}

/// A mark is removed from the name. Ranks (`мл. сержант`) and a mark after a single word are not marks.
#[test]
fn generation_marks_are_no_part_of_the_name() {
    check(&[
        ("Edmund Frayling Jr.", "Edmund Frayling; junior"),
        ("Frayling Jr., Edmund", "Edmund Frayling; junior"),
        ("Frayling, Edmund, Sr", "Edmund Frayling; senior"),
        ("James Brownfield III", "Brownfield James; third"),
        ("James Brownfield IV", "Brownfield James; fourth"),
        ("Edmund Frayling 2nd", "Edmund Frayling; second"),
        ("Сапаров Ермек мл.", "Ермек Сапаров; junior"),
        ("Сапаров Ермек (ст.)", "Ермек Сапаров; senior"),
        ("Петров Иван Сергеевич старший", "Иван Петров Сергеевич; senior"),
        ("Петров Иван Сергеевич (отец)", "Иван Петров Сергеевич; father?; senior"),
        ("Сапаров Ермек (кішісі)", "Ермек Сапаров; junior"),
        ("حسن منصور (الابن)", "حسن منصور; junior"),
        ("мл. сержант Сапаров Ермек", "Ермек Сапаров"),
        ("Сапаров Ермек, ст. лейтенант", "Ермек Сапаров"),
        ("jr sergeant Edmund Frayling", "Edmund Frayling"),
        ("Капитан Сапаров Ермек мл.", "Ермек Сапаров; junior"),
        ("Sapar II", "II Sapar"),
    ]);
}

/// The number of people counts the person named; a relative who is not named counts too.
#[test]
fn several_people_are_a_group() {
    check(&[
        ("Omar Qasim + 2 children", "Omar Qasim; group 3"),
        ("Omar Qasim +3", "Omar Qasim; group 4"),
        ("Omar Qasim and his wife", "Omar Qasim; group 2"),
        ("Omar Qasim and his wife and two children", "Omar Qasim; group 4"),
        ("Omar Qasim, his wife and two children", "Omar Qasim; group 4"),
        ("Omar Qasim, wife, 2 children", "Omar Qasim; group 4"),
        ("Omar Qasim and others", "Omar Qasim; group ?"),
        ("Сапаров Ермек и др.", "Ермек Сапаров; group ?"),
        ("Сын и дочь Сапарова Ермека", "nobody; group 2"),
        ("Omar Qasim (with wife and 2 children)", "Omar Qasim; group 4"),
        ("Omar Qasim and family", "Omar Qasim; group ?"),
        ("Omar Qasim & Nabil Hamdan", "Omar Qasim; group 2"),
        ("Omar Qasim and Nabil Hamdan", "Omar Qasim; group 2"),
        ("Family of Omar Qasim", "Omar Qasim; family; group ?"),
        ("Child of Omar Qasim and Layla Hamdan", "Omar Qasim; child"),
        ("Son of Omar Qasim and his wife", "Omar Qasim; son"),
        ("Wife of Omar Qasim and her children", "Omar Qasim; wife; group ?"),
        ("Two sons of Omar Qasim", "Omar Qasim; son; group 2"),
        ("Wife and daughter of Omar Qasim", "nobody; group 2"),
        ("Ахметов Серик и его сын", "Ахметов Серик; group 2"),
        ("Жумадилов Болат с женой", "Болат Жумадилов; group 2"),
        ("Жумадилов Болат с женой и двумя детьми", "Болат Жумадилов; group 4"),
        ("Сапаров Ермек, Сапарова Анна", "Ермек Сапаров; group 2"),
        ("Сапаров Ермек и Сапарова Анна", "Ермек Сапаров; group 2"),
        ("САПАРОВ ЕРМЕК И ЕГО СЫН", "Ермек Сапаров; group 2"),
        ("Сапаров Е., Сапарова А.", "Е Сапаров; group 2"),
        ("Сапаров Ермек; Ахметов Нурлан; Петров Иван", "Ермек Сапаров; group 3"),
        ("семья Сапарова Ермека (4 чел.)", "Ермек Сапарова; family; group 4"),
        ("Сапаров Ермек (3 человека)", "Ермек Сапаров; group 3"),
        ("Сапаров Ермек пен Сапарова Анна", "Ермек Сапаров; group 2"),
        ("Сапаров Ермек және оның ұлы", "Ермек Сапаров; group 2"),
        ("Сапаров Ермек әйелімен", "Ермек Сапаров; group 2"),
        ("Ahmet Demirel ve eşi", "Ahmet Demirel; group 2"),
        ("Juan Vega y su hijo", "Juan Vega; group 2"),
        ("Hans Brandt und seine Frau", "Brandt Hans; group 2"),
        ("حسن منصور وزوجته", "حسن منصور; group 2"),
        ("حسن منصور و3 أطفال", "حسن منصور; group 4"),
        ("عائلة حسن منصور", "حسن منصور; family; group ?"),
        ("حسن منصور و3 من أطفاله", "حسن منصور; group 4"),
        ("Сапаров Ермек и ещё двое", "Ермек Сапаров; group 3"),
        ("Сапаров Ермек та ще двоє", "Ермек Сапаров; group 3"),
        ("שני ילדים", "nobody; group 2"),
        ("دو کودک", "nobody; group 2"),
        ("Unknown couple", "nobody; group ?"),
        ("3 children", "nobody; group 3"),
        ("three unknown men", "nobody; group 3"),
        ("3 неизвестных мужчин", "nobody; group 3"),
        ("двое детей", "nobody; group 2"),
        ("3 أطفال", "nobody; group 3"),
        ("unidentified bodies", "nobody; group ?"),
    ]);
}

/// Commas, double surnames, ages and joined surnames do not make a group.
#[test]
fn one_person_is_no_group() {
    check(&[
        ("Ахметов, Серик Болатович", "Ахметов Болатович Серик"),
        ("Lopez Garcia, Juan Carlos", "Juan Carlos Lopez Garcia"),
        ("Хосе Ортега и Гассет", "Гассет Хосе Ортега и"),
        ("Juan Vega y Soto", "Juan Vega Soto y"),
        ("Ахметов С И", "Ахметов И С"),
        ("Иванова-Петрова Анна", "Анна Иванова-Петрова"),
        ("Сапаров Ермек (34 года)", "Ермек Сапаров"),
        ("Сапаров Ермек, 34 года", "Ермек Сапаров"),
        ("Thomas Mann", "Mann Thomas"),
    ]);
}

/// Cells that name nobody, and cells with one unknown part.
#[test]
fn nobody_is_not_a_name() {
    let nobody = [
        "Name withheld by police",
        "Name not released",
        "Pending identification",
        "not yet identified",
        "Unknown male by the name pending",
        "Невідомий",
        "Невідома жінка",
        "مجهول الهوية",
        "جثة مجهولة الهوية",
        "طفل مجهول",
        "Desconocido",
        "Hombre no identificado",
        "Unbekannt",
        "Unbekannter Mann",
        "Bilinmiyor",
        "Kimliği belirsiz erkek",
        "Noma'lum",
        "Inconnu",
        "Homme non identifié",
        "ناشناس",
        "מת אלמוני".trim_start_matches("מת "),
        "None",
        "null",
        "NaN",
        "#REF!",
        "#N/A",
        "N.N.",
        "N. N.",
        "-",
        "?",
        "Полицейский",
        "Soldier",
        "Infant",
        "Ребенок",
        "Младенец",
        "неизвестный мужчина, 35 лет",
        "unidentified man, 35 years old",
        "Unknown (male)",
        "Труп неизвестного мужчины",
        "имя уточняется",
        "Белгісіз ер адам",
        "аты-жөні белгісіз",
        "дерек жоқ",
    ];
    check(&nobody.map(|cell| (cell, "nobody")));
    check(&[
        ("Ахметов НЕИЗВ", "Ахметов; part unknown"),
        ("Сапаров Неизвестно Неизвестно", "Сапаров; part unknown"),
        ("Ахметов Серик, отчество неизвестно", "Ахметов Серик; part unknown"),
        ("Unknown Saleh", "Saleh; part unknown"),
        ("Baby boy Hamdan", "Hamdan; part unknown"),
        ("Baby boy of Hamdan", "Hamdan; son"),
    ]);
}

/// Both surnames are in the readings. A place, a rank or a given name in a bracket is no surname.
#[test]
fn the_surname_at_birth_is_a_second_surname() {
    let reader = NameReader::new(&Lexicon::bundled());
    for cell in [
        "Смирнова (урожд. Иванова) Анна Петровна",
        "Смирнова (Иванова) Анна Петровна",
        "Смирнова Анна Петровна, урожденная Иванова",
        "Смирнова урожд. Иванова Анна Петровна",
        "Смирнова Анна Петровна (дев. Иванова)",
        "Смирнова Анна Петровна (қыз тегі Иванова)",
        "Anna Smirnova (née Ivanova)",
        "Anna Smirnova, born Ivanova",
        "Anna Smirnova geb. Ivanova",
    ] {
        let name = reader.read(cell).expect("a name");
        let surnames: Vec<&str> = name
            .readings()
            .iter()
            .filter_map(|one| one.value(super::Role::Surname))
            .map(|one| one.text())
            .collect();
        let has = |one: &[&str]| surnames.iter().any(|surname| one.contains(surname));
        assert!(has(&["Иванова", "Ivanova"]) && has(&["Смирнова", "Smirnova"]), "{cell}: {surnames:?}");
    }
    for cell in ["Смирнова Анна (Алматы)", "Смирнов (капитан) Иван", "Смирнова (Анна) Ивановна"]
    {
        let name = reader.read(cell).expect("a name");
        let all = name.readings().iter().filter_map(|one| one.value(super::Role::Surname));
        assert!(all.into_iter().all(|one| !["Алматы", "Капитан"].contains(&one.text())), "{cell}");
    }
}

/// The same words in cells of single name parts; surnames such as Mann and Son stay names.
#[test]
fn a_part_that_names_nobody_is_no_part() {
    let reader = NameReader::new(&Lexicon::bundled());
    let read = |surname, given, patronymic| {
        let cells = super::super::NameCells { surname, given, patronymic, ..Default::default() };
        reader.read_cells(cells).map(|name| (name.display(), name.is_part_unknown()))
    };
    for given in ["unknown", "неизвестно", "Infant", "Baby boy", "n/a", "-", "NaN", "белгісіз", "مجهول"]
    {
        assert_eq!(read("Hamdan", given, ""), Some(("Hamdan".to_owned(), true)), "{given}");
    }
    assert_eq!(read("Сапаров", "Ермек", "НЕИЗВ"), Some(("Сапаров Ермек".to_owned(), true)));
    assert_eq!(read("Mann", "Thomas", ""), Some(("Mann Thomas".to_owned(), false)));
    assert_eq!(read("Nguyen", "Son", ""), Some(("Nguyen Son".to_owned(), false)));
    assert_eq!(read("unknown", "male", ""), None);
    assert_eq!(read("Неизвестный", "мужчина", ""), None);
}
