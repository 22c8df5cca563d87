"""Names and sentences that the rows of the bench are made of."""

from __future__ import annotations

FIRST = (
    "Aarav Aditi Agnes Ahmed Aiko Alba Amelie Ana Anika Arjun Asha Ava Ben Bilal Björn Camille "
    "Carla Chidi Chitra Clara Daan Dalia Deepa Diego Elif Emeka Emil Emma Esra Fatima Felix Finn "
    "Freya Gita Grace Hana Hugo Ines Isha Ivan Jakub Jana João José Jun Kavya Kofi Lars Leila Lena "
    "Liam Lucía Magnus Malik Mara Marek Mei Mia Mikael Mina Nadia Neha Nia Noah Nora Oskar Pablo "
    "Pooja Priya Rafael Rahul Ravi Rosa Sana Sara Sven Tariq Tessa Theo Uma Vera Viktor Wei Yara "
    "Yusuf Zoë"
).split()

LAST = (
    "Abebe Acharya Agarwal Ahmad Almeida Andersson Bakker Banerjee Bauer Becker Bianchi Bose Brown "
    "Castro Chandra Chen Costa Das Dubois Eriksen Farouk Fernández Fischer Garcia Ghosh Gupta "
    "Haddad Hansen Hoffmann Hussain Ito Iyer Jansen Jensen Joshi Kamau Kapoor Khan Kim Klein Kumar "
    "Larsson Lee Lefèvre Li Lopez Mahajan Martin Mehta Menon Meyer Mishra Moreau Müller Nair "
    "Nakamura Nguyen Novák Okafor Olsen Osei Patel Pereira Peters Pillai Rao Reddy Rossi Roy "
    "Sahin Santos Schmidt Sen Shah Sharma Silva Singh Sørensen Suzuki Tanaka Verma "
    "Virtanen Wagner Wang Weber Wójcik Yadav Yamamoto Yılmaz Zhang"
).split()

VALUES = (
    "Own the outcome; Ask first; Leave it better; Say it plainly; Share what you know; Start small;"
    " Stay curious; Be on time; Mind the details; Think of tomorrow; Play fair; Keep your word"
).split("; ")

BEGINNINGS = (
    "Stayed with our customer until the export ran",
    "Found the reason for the slow reports and wrote it down for all of us",
    "Took my shift when my daughter was ill",
    "Explained the new billing rules three times without losing patience",
    "Cleaned up the test data nobody wanted to touch",
    "Asked the one question that saved us a week",
    "Made the first day easy for two new colleagues",
    "Turned an angry call into a signed renewal",
    "Wrote the guide that everybody now links to",
    "Kept calm when the release went wrong, and got it right by noon",
    "Drew the picture that made the design click",
    "Reviewed my change on a Friday evening, line by line, and found what I had missed",
)

ENDINGS = (
    "Thank you!",
    "That made my week.",
    "The whole team noticed.",
    "I learned a lot from watching you do it.",
    "Our customer wrote to say how much it meant to them, and so do I.",
    "We would not have made the date without you.",
    "It is not even your job, which makes it count twice.",
)
