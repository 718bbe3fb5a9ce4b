"""What we ask of those who still show an appeal: kind words that name nobody, and the link."""

from campaigns.closure.model import ResidueKind

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
_PERSON = {
    "en": "Hello, and thank you for helping. This appeal has ended. Would you please delete what"
    " you shared here, so that everyone concerned can be left in peace? {url} Thank you.",
    "fr": "Bonjour, et merci de votre aide. Cet appel est terminé. Pourriez-vous supprimer ce que"
    " vous avez partagé ici, afin que chacun puisse retrouver la tranquillité ? {url} Merci.",
    "es": "Hola, y gracias por ayudar. Este llamamiento ha terminado. ¿Podría borrar lo que"
    " compartió aquí, para que todas las personas puedan estar tranquilas? {url} Gracias.",
    "ar": "مرحبًا، وشكرًا لمساعدتكم. لقد انتهى هذا النداء. نرجو منكم حذف ما شاركتموه هنا، حتى"
    " ينعم الجميع بالهدوء. {url} شكرًا لكم.",
}
_EDITOR = {
    "en": "Hello. This appeal has ended; thank you for carrying it. Would you please take names,"
    " pictures and details of it out of this page, or take the page down? {url} Thank you.",
    "fr": "Bonjour. Cet appel est terminé ; merci de l'avoir relayé. Pourriez-vous retirer de cette"
    " page les noms, images et détails, ou retirer la page ? {url} Merci.",
    "es": "Hola. Este llamamiento ha terminado; gracias por difundirlo. ¿Podrían quitar de esta"
    " página los nombres, imágenes y detalles, o retirar la página? {url} Gracias.",
    "ar": "مرحبًا. لقد انتهى هذا النداء، وشكرًا لنشره. نرجو منكم إزالة الأسماء والصور والتفاصيل"
    " من هذه الصفحة، أو إزالة الصفحة. {url} شكرًا لكم.",
}


def drafts(kind: ResidueKind, url: str) -> dict[str, str]:
    """Return a request in each language, ready to be copied."""
    words = _EDITOR if kind is ResidueKind.ARTICLE else _PERSON
    return {language: text.format(url=url) for language, text in words.items()}
