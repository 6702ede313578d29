"""Names of languages in English, with the codes that artifacts state. Pure."""

from __future__ import annotations

_NAMES = """
arabic ar; bengali bn; bulgarian bg; catalan ca; chinese zh; croatian hr; czech cs; danish da; dutch nl; english en;
estonian et; finnish fi; french fr; german de; greek el; gujarati gu; hebrew he; hindi hi; hungarian hu; icelandic is;
indonesian id; irish ga; italian it; japanese ja; kannada kn; kazakh kk; korean ko; latvian lv; lithuanian lt; malay ms;
malayalam ml; marathi mr; nepali ne; norwegian no; persian fa; polish pl; portuguese pt; punjabi pa; romanian ro;
russian ru; serbian sr; slovak sk; slovenian sl; spanish es; swahili sw; swedish sv; tamil ta; telugu te; thai th;
turkish tr; ukrainian uk; urdu ur; vietnamese vi; welsh cy; yoruba yo; zulu zu
"""
LANGUAGES = dict(entry.split() for entry in _NAMES.replace("\n", " ").split(";"))
