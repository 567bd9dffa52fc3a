"""The papers we ship, in English and Spanish, each with a summary in plain words.

A site may put its own version in place of any of them. Nothing here is legal advice: a site lets
its own counsel read them before the first client signs.
Source: domain.md 3.4, 4.5 to 4.11, 5; 45 CFR 164.520; written by the project.
"""

from __future__ import annotations

from dataclasses import dataclass

from .consent import ConsentKind, text_mark

TEXTS_ID = "openiop-consents/1"


@dataclass(frozen=True)
class Paper:
    """One paper in one language."""

    title: str
    summary: tuple[str, ...]
    """What it says, in a few short sentences; read first."""
    body: str
    """The whole text, paragraphs apart by an empty line."""

    @property
    def whole(self) -> str:
        """Everything that is signed, as one text."""
        return "\n\n".join((self.title, *self.summary, self.body))

    @property
    def mark(self) -> str:
        """The fingerprint of the whole text."""
        return text_mark(self.whole)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text, paragraph by paragraph."""
        return tuple(part.strip() for part in self.body.split("\n\n") if part.strip())


LANGUAGES = ("en", "es")

OURS: dict[ConsentKind, dict[str, Paper]] = {
    ConsentKind.TREATMENT: {
        "en": Paper(
            "Care here",
            (
                "You come to groups and talks on set days, for a set time.",
                "You can ask anything. You can stop at any time.",
                "What you tell us stays here, with a few limits we name below.",
            ),
            "What happens here. You come on several days a week. There are groups, talks with one "
            "person, and skills to try. We make a plan with you. It has your own goals.\n\n"
            "What may be hard. Some talks can stir up strong feelings. You choose what you share. "
            "You can step out of a room at any time.\n\n"
            "What may help. Many people find more calm, more skills and more support. We cannot "
            "promise a result. There are other ways to get help, and we tell you about them.\n\n"
            "What we keep to ourselves. We do not tell others that you come here. There are "
            "limits: "
            "if your life or another person's life is in danger, if a child or an adult who cannot "
            "protect themselves is being hurt, or if a judge orders it. When we can, we tell you "
            "first.\n\n"
            "Between your days here. We do not watch messages at all hours. In an emergency, call "
            "911. You can call or text 988 day and night.\n\n"
            "You decide. You can say no to any part. You can take this paper back at any time. It "
            "does not change how we treat you.",
        ),
        "es": Paper(
            "La atención aquí",
            (
                "Usted viene a grupos y charlas en días fijos, por un tiempo fijo.",
                "Puede preguntar lo que quiera. Puede parar cuando quiera.",
                "Lo que nos cuenta se queda aquí, con pocos límites que damos abajo.",
            ),
            "Qué pasa aquí. Usted viene varios días a la semana. Hay grupos, charlas con una "
            "persona y cosas para practicar. Hacemos un plan con usted. Lleva sus propias "
            "metas.\n\n"
            "Qué puede ser difícil. Algunas charlas mueven cosas muy hondas. Usted elige qué "
            "cuenta. Puede salir de la sala cuando quiera.\n\n"
            "Qué puede ayudar. Muchas personas hallan más calma y más apoyo. No podemos prometer "
            "un resultado. Hay otras formas de ayuda y le hablamos de ellas.\n\n"
            "Lo que guardamos. No decimos a nadie que usted viene aquí. Hay límites: si su vida o "
            "la de otra persona corre peligro, si alguien hace daño a un niño o a un adulto que no "
            "puede cuidarse, o si lo ordena un juez. Si se puede, se lo decimos antes.\n\n"
            "Entre sus días aquí. No leemos mensajes a toda hora. En una emergencia, llame al 911. "
            "Puede llamar o mandar un texto al 988 de día y de noche.\n\n"
            "Usted decide. Puede decir que no a una parte. Puede retirar este papel cuando quiera. "
            "Eso no cambia cómo la tratamos.",
        ),
    },
    ConsentKind.GROUP: {
        "en": Paper(
            "Group agreement",
            (
                "What others say in a group stays in the group.",
                "We use first names only. You share only what you want.",
                "You can step out at any time.",
            ),
            "What I hear stays here. I do not tell anyone who is in my group or what they say. I "
            "do "
            "not take photos or record.\n\n"
            "First names only. I use the name each person chose.\n\n"
            "I choose what I share. I can listen. I can say: not today. Nobody has to tell what "
            "happened to them.\n\n"
            "I take care of the room. I do not comment on another person's body, faith or family. "
            "If something hurts me, I can tell the person who leads the group.\n\n"
            "The team keeps the same rules, with the limits in the paper about care here. We "
            "cannot "
            "promise what other members do, so share what feels safe to you.\n\n"
            "I can step out at any time. I can leave a group. I can take this paper back.",
        ),
        "es": Paper(
            "Acuerdo del grupo",
            (
                "Lo que otras dicen en el grupo se queda en el grupo.",
                "Usamos solo el nombre de pila. Usted cuenta solo lo que quiere.",
                "Puede salir cuando quiera.",
            ),
            "Lo que oigo se queda aquí. No digo a nadie quién está en mi grupo ni qué dice. No "
            "hago fotos ni grabo.\n\n"
            "Solo el nombre de pila. Uso el nombre que cada una eligió.\n\n"
            "Yo elijo qué cuento. Puedo solo oír. Puedo decir: hoy no. Nadie tiene que contar lo "
            "que le pasó.\n\n"
            "Cuido la sala. No hablo del cuerpo, de la fe ni de la familia de otra. Si algo me "
            "duele, puedo decirlo a quien guía el grupo.\n\n"
            "El equipo sigue las mismas reglas, con los límites del papel sobre la atención aquí. "
            "No podemos prometer qué hacen las demás. Cuente lo que le dé paz contar.\n\n"
            "Puedo salir cuando quiera. Puedo dejar un grupo. Puedo retirar este papel.",
        ),
    },
    ConsentKind.PRIVACY: {
        "en": Paper(
            "Privacy notice",
            (
                "This says how we use what we know about you, and what your rights are.",
                "Signing only says that you got this notice.",
                "You can ask for a copy at any time.",
            ),
            "How we use it. We use what we know about you to care for you, to be paid for that "
            "care, "
            "and to run this place well. For anything else we ask you first, in writing.\n\n"
            "When the law asks. We may have to share some things to keep people safe, to report "
            "harm to a child, or when a judge orders it.\n\n"
            "Your rights. You can see your record and get a copy. You can ask us to correct it. "
            "You "
            "can ask us to reach you only in ways that are safe for you. You can see to whom we "
            "gave it. You can ask us not to tell your insurance when you pay on your own.\n\n"
            "Talk notes kept apart. Some notes of your therapist are kept apart. They are not "
            "shared without a paper you sign for just that.\n\n"
            "If something goes wrong. If your record gets into the wrong hands, we tell you in a "
            "way that is safe for you. You can complain to us or to the U.S. Office for Civil "
            "Rights. Nobody may treat you worse for it.",
        ),
        "es": Paper(
            "Aviso de privacidad",
            (
                "Dice cómo usamos lo que sabemos de usted y cuáles son sus derechos.",
                "Firmar solo dice que usted recibió este aviso.",
                "Puede pedir una copia cuando quiera.",
            ),
            "Cómo lo usamos. Usamos lo que sabemos de usted para cuidarla, para cobrar por eso y "
            "para llevar bien esta casa. Para todo lo demás le pedimos permiso antes, por "
            "escrito.\n\n"
            "Cuando la ley lo pide. A veces hay que decir algo para cuidar a otros, para avisar de "
            "un daño a un niño o si lo ordena un juez.\n\n"
            "Sus derechos. Puede ver sus datos y tener una copia. Puede pedir que los corrijamos. "
            "Puede pedir que la busquemos solo por vías seguras. Puede ver a quién se los dimos. "
            "Si paga usted, puede pedir que no digamos nada al seguro.\n\n"
            "Notas aparte. Hay notas de su terapeuta que se guardan aparte. No se dan a nadie sin "
            "un papel que usted firme solo para eso.\n\n"
            "Si algo sale mal. Si sus datos caen en otras manos, se lo decimos por una vía segura. "
            "Puede quejarse aquí o en la Oficina de Derechos Civiles de Estados Unidos. Nadie "
            "puede "
            "tratarla peor por eso.",
        ),
    },
    ConsentKind.TELEHEALTH: {
        "en": Paper(
            "Care by video",
            (
                "You join some groups or talks by video.",
                "At the start we ask where you are and if you can speak freely.",
                "You can turn off your camera or leave at any time.",
            ),
            "How it works. You join with a phone or a computer. We do not record. The chat is off "
            "in groups.\n\n"
            "Each time. We ask where you are, so that we can send help if you need it. We ask who "
            "can help there and if anyone can hear you. There is a quiet way to tell us that it is "
            "not safe to talk.\n\n"
            "What may go wrong. A line can drop. Then we call the number you gave us. Somebody "
            "near "
            "you may hear. Earphones help.\n\n"
            "What it is not. Video is not for emergencies. Some insurance does not pay for groups "
            "by video. We tell you before you start.\n\n"
            "You decide. You can ask to come in person. You can take this paper back at any time.",
        ),
        "es": Paper(
            "Atención por video",
            (
                "Usted entra por video a algunos grupos o charlas.",
                "Al inicio le pedimos dónde está y si puede hablar sin que la oigan.",
                "Puede apagar la cámara o salir cuando quiera.",
            ),
            "Cómo va. Usted entra con un teléfono o una computadora. No grabamos. En los grupos no "
            "hay chat.\n\n"
            "Cada vez. Le pedimos dónde está, para mandar ayuda si hace falta. Le pedimos quién "
            "puede ayudar ahí y si alguien la oye. Hay una forma callada de decir que no puede "
            "hablar.\n\n"
            "Qué puede salir mal. Se puede cortar. Entonces la llamamos al número que nos dio. "
            "Alguien cerca puede oír. Con audífonos es mejor.\n\n"
            "Lo que no es. El video no es para emergencias. Hay seguros que no pagan los grupos "
            "por "
            "video. Se lo decimos antes de empezar.\n\n"
            "Usted decide. Puede pedir venir en persona. Puede retirar este papel cuando quiera.",
        ),
    },
    ConsentKind.MESSAGES: {
        "en": Paper(
            "Texts and e-mails",
            (
                "We may send short messages, only in the ways you said are safe.",
                "They never say what this place is. You can say no.",
                "Your carrier may charge for texts.",
            ),
            "What we send. Short words such as: please call us, or a change of time. No words "
            "about "
            "your health. No name of this place.\n\n"
            "How. Only by the ways you told us are safe, and only at the hours you chose. Some "
            "messages are sent by a computer.\n\n"
            "You decide. You do not have to say yes to get care here. To stop, take this paper "
            "back, "
            "answer STOP, or tell any of us. It holds at once.",
        ),
        "es": Paper(
            "Textos y correos",
            (
                "Podemos mandar mensajes cortos, solo por las vías que usted dijo.",
                "Nunca dicen qué es esta casa. Puede decir que no.",
                "Su compañía puede cobrar los textos.",
            ),
            "Qué mandamos. Palabras cortas como: por favor llámenos, o un cambio de hora. Nada "
            "sobre "
            "su salud. Ni el nombre de esta casa.\n\n"
            "Cómo. Solo por las vías que usted dijo que son seguras y a las horas que eligió. "
            "Algunos mensajes los manda una computadora.\n\n"
            "Usted decide. No tiene que decir que sí para venir aquí. Para parar, retire este "
            "papel, "
            "responda STOP o dígalo a una de nosotras. Vale al momento.",
        ),
    },
    ConsentKind.FINANCIAL: {
        "en": Paper(
            "Costs and payment",
            (
                "We told you what your care may cost you, as a range.",
                "Your insurance may pay less than it said. We tell you as soon as we know.",
                "If you pay on your own, your insurance is not told.",
            ),
            "What it may cost. You got an estimate. It says what each number is based on. It is "
            "not "
            "a bill. If the cost changes by much, we tell you before.\n\n"
            "Insurance. If you use it, you let us send what it needs in order to pay. The plan may "
            "send a letter to the person who holds the policy. If that is not safe for you, tell "
            "us: there are ways to change it.\n\n"
            "Paying on your own. You can choose this at any time. Then we do not send anything "
            "to a "
            "plan. We have lower rates for lower incomes.\n\n"
            "When money is short. Talk with us early. Nobody stops your care in the middle of a "
            "week over a bill.\n\n"
            "You decide. You can change how you pay, and take this paper back, at any time.",
        ),
        "es": Paper(
            "Costo y pago",
            (
                "Le dijimos cuánto puede costarle, entre un mínimo y un máximo.",
                "El seguro puede pagar menos de lo que dijo. Se lo decimos en cuanto se sepa.",
                "Si paga usted, el seguro no se entera.",
            ),
            "Cuánto puede costar. Usted recibió un cálculo. Dice de dónde sale cada número. No es "
            "una factura. Si el costo cambia mucho, se lo decimos antes.\n\n"
            "El seguro. Si lo usa, nos deja mandar lo que el plan pide para pagar. El plan puede "
            "mandar una carta a quien tiene la póliza. Si eso no es seguro para usted, díganos: "
            "hay "
            "formas de cambiarlo.\n\n"
            "Pagar por su cuenta. Puede elegirlo cuando quiera. Entonces no mandamos nada a un "
            "plan. Hay precios más bajos si gana menos.\n\n"
            "Si el dinero no alcanza. Hable pronto con nosotras. Nadie corta su atención a mitad "
            "de "
            "la semana por una factura.\n\n"
            "Usted decide. Puede cambiar cómo paga y retirar este papel cuando quiera.",
        ),
    },
}


def paper_in(papers: dict[str, Paper], language: str) -> tuple[str, Paper]:
    """A paper in the language asked for, or in English where it was not written in it.

    Source: house.md 8: missing Spanish says so.
    """
    return (language, papers[language]) if language in papers else ("en", papers["en"])
