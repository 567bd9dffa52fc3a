# One image: the pages and the background jobs, on PostgreSQL. See docs/deploy.md.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONPATH=/openiop OPENIOP_DATA=/data

WORKDIR /openiop
COPY requirements/postgres.txt requirements/postgres.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/postgres.txt \
    && useradd --system --uid 10001 openiop \
    && install -d -o openiop -m 700 /data
COPY openiop openiop

USER openiop
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "openiop", "serve", "--no-demo", "--host", "0.0.0.0"]
